import { isAlreadyOpen } from './already-open.mjs';
import { interruptedCode, onInterrupt } from './interrupt.mjs';
import { readyElectron } from './ready-electron.mjs';
import { runApp } from './run-app.mjs';

const interrupted = onInterrupt();
try {
  const isOpen = await isAlreadyOpen(interrupted);
  // What runs is not built over; it is told to show itself, which takes no new build.
  if (isOpen) console.log('Bulkhead is already open: showing it.');
  const ready = await readyElectron(interrupted, { build: !isOpen });
  if (ready.headless && !isOpen) {
    console.log(
      'No display here: the panel runs on a virtual one. Talk to it with `npx bulkhead status`; Ctrl+C ends it.',
    );
  }
  process.exitCode = await runApp(ready.command, [...ready.args, ...process.argv.slice(2)], {
    ...process.env,
    ...ready.env,
  });
  await ready.stop();
} catch (error) {
  if (interrupted.aborted) process.exit(interruptedCode);
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
