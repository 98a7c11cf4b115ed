import { runFault } from './run-fault.ts';

process.exit(await runFault(process.env));
