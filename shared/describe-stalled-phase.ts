/**
 * What was going on when nothing moved any more, to be put behind “No progress for 30 s”; empty for
 * a phase that is not known. Knows the watchdogs' own phases and the requests of codex app-server
 * 0.169.0. Pure.
 */
export const describeStalledPhase = (phase: string): string => {
  switch (phase) {
    case 'folder':
      return 'while its folder was looked at';
    case 'starting':
    case 'initialize':
    case 'account/read':
      return 'while its program started';
    case 'credential':
      return 'while its sign-in was fetched';
    case 'sign-in':
    case 'account/login/start':
      return 'while its sign-in was handed over';
    case 'start':
    case 'thread/start':
    case 'thread/fork':
      return 'while its conversation was opened';
    case 'turn/start':
      return 'while its prompt was handed over';
    case 'turn':
      return 'in the middle of its turn';
    case 'stream':
      return 'in the middle of an answer';
    case 'interrupt':
    case 'turn/interrupt':
      return 'while its turn was stopped';
    case 'reading':
      return 'because what it asked for was not read';
    default:
      return '';
  }
};
