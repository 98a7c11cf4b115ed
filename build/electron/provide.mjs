import { provideElectron } from './provide-electron.mjs';

console.log((await provideElectron()).line);
