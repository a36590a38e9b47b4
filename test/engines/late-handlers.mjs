// A test of whole processes may look at a rejection later than Node expects it to. A rejection that nobody looks at in time
// is an error, and ends the process.

const LATE_MS = 60_000;
/** For unit tests. */
const SOON_MS = 1_000;
const unhandled = new Map();

process.on('unhandledRejection', (reason, promise) => {
  const fail = () => {
    throw reason;
  };
  const isUnit = !/[\\/]test[\\/]/.test(globalThis.expect?.getState().testPath ?? '');
  unhandled.set(promise, setTimeout(fail, isUnit ? SOON_MS : LATE_MS).unref());
});

process.on('rejectionHandled', (promise) => {
  clearTimeout(unhandled.get(promise));
  unhandled.delete(promise);
});
