import { runHelperProgram } from './program.ts';

process.exitCode = await runHelperProgram(process.stdin, process.stdout);
process.exit();
