import { readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second. */
const MICROSECONDS_A_TICK = 10_000;
const KIB_A_MIB = 1_024;
/** The positions of user and system time in /proc/PID/stat, after the program's name. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

export interface Usage {
  /** Processor time of all threads since the start of the process. */
  readonly cpuMicroseconds: number;
  /** Resident memory. */
  readonly rssMib: number;
}

/** The usage of a process; null without /proc or for an unknown process. */
export function usageOf(pid: number | null): Usage | null {
  if (pid === null) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return {
      cpuMicroseconds: (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) * MICROSECONDS_A_TICK,
      rssMib: Number(kib) / KIB_A_MIB,
    };
  } catch {
    return null;
  }
}
