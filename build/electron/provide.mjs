import { interruptedCode, onInterrupt } from '../interrupt.mjs';
import { provideElectron } from './provide-electron.mjs';

const signal = onInterrupt();
try {
  console.log((await provideElectron({ signal })).line);
} catch (error) {
  if (signal.aborted) process.exit(interruptedCode);
  throw error;
}
