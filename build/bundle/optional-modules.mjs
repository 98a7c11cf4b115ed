/**
 * What ws and dbus-next ask for in a try block and can do without: natives, and the X11 lookup of
 * a bus address. They are not installed and stay outside every bundle.
 */
export const optionalModules = ['bufferutil', 'utf-8-validate', 'usocket', 'x11'];
