/** Bytes that this thread has taken for objects and buffers. `rss` would be that of all threads that run specs. */
export function memoryOfThread(): number {
  const { heapTotal, external } = process.memoryUsage();
  return heapTotal + external;
}
