import { app } from 'electron';

/**
 * Takes the one place there is per userData folder. False: another instance has it and was told,
 * so this one must end. `onSecond` runs for every later instance, with its arguments.
 */
export const takeSingleInstance = (onSecond: (argv: readonly string[]) => void): boolean => {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv) => onSecond(argv));
  return true;
};
