import { readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second. */
const MICROSECONDS_A_TICK = 10_000;
const KIB_A_MIB = 1_024;
/** Of /proc/PID/stat, counted behind the program's name: user time and system time. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;

export interface Usage {
  /** Processor time used since the process began, of all its threads. */
  readonly cpuMicroseconds: number;
  /** Resident memory. */
  readonly rssMib: number;
}

/** What a process has used; null where there is no /proc to ask, or nobody knows the process. */
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
