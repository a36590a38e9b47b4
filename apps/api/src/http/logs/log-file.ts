import { destination } from 'pino';

/** Characters that wait for a disk or for a reader, at most. Further lines are dropped. */
const WAITING_MOST = 1_048_576;

/**
 * Writes lines to an open file or pipe. If that fails, since the disk is full or the reader has gone, the server goes on,
 * with bounded memory [R93] [R101]: the next line tries again.
 */
export function logFile(fd: number): ReturnType<typeof destination> {
  const file = destination({ fd, sync: false, maxLength: WAITING_MOST });
  let fails = false;
  file.on('error', () => {
    fails = true;
  });
  file.on('drain', () => {
    fails = false;
  });
  const flush = file.flushSync.bind(file);
  // After an error, its loop would end only when a write succeeds. pino calls it at the end of the process, too.
  file.flushSync = () => {
    if (!fails) flush();
  };
  return file;
}
