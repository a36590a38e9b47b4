// A test may look at a rejection later than Node expects it to. A rejection that nobody looks at within a minute is an
// error, and ends the thread.

const LATE_MS = 60_000;
const unhandled = new Map();

process.on('unhandledRejection', (reason, promise) => {
  const fail = () => {
    throw reason;
  };
  unhandled.set(promise, setTimeout(fail, LATE_MS).unref());
});

process.on('rejectionHandled', (promise) => {
  clearTimeout(unhandled.get(promise));
  unhandled.delete(promise);
});
