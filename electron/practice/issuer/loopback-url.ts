/** True for an http address on this computer. Pure. */
export const isLoopbackUrl = (text: string): boolean => {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username } = new URL(text);
  return (
    protocol === 'http:' &&
    username === '' &&
    ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  );
};
