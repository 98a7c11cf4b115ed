import { installRealPrograms } from './install-real-programs.mjs';

console.log(await installRealPrograms());
