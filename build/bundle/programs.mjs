import { writeLicenceList } from '../package/licences.mjs';
import { bundleProgram } from './bundle-program.mjs';
import { writeShellFiles } from './shell-files.mjs';

const programs = [
  { entry: 'electron/control/cli.ts', outFile: 'out/cli/bulkhead.mjs' },
  { entry: 'electron/keeper/worker.ts', outFile: 'out/keeper/keeper.mjs' },
  {
    entry: 'electron/practice/program/entry.ts',
    outFile: 'out/practice/helper-program.mjs',
  },
];

for (const { entry, outFile } of programs) {
  await bundleProgram(entry, outFile);
}
await writeShellFiles();
await writeLicenceList();
