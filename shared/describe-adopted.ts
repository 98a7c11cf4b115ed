/** Why a sign-in that was adopted is not begun, ended or moved here. */
export const adoptedIsNotOurs = 'This sign-in belongs to your own codex: sign in and out there.';
