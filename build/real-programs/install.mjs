import { interruptedCode, onInterrupt } from '../interrupt.mjs';
import { installRealPrograms } from './install-real-programs.mjs';

const interrupted = onInterrupt();
try {
  console.log(await installRealPrograms(interrupted));
} catch (error) {
  if (interrupted.aborted) process.exit(interruptedCode);
  throw error;
}
