import { runCuedProgram } from './cued-program.ts';

process.exitCode = await runCuedProgram(process.stdin, process.stdout, process.env);
process.exit();
