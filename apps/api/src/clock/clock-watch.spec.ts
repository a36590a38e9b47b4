import { pino } from 'pino';
import { auditNode } from '#audit/testing';
import { SeenTimes, TimeKeeper } from '#kernel';
import { ManualClock, MemoryDocuments } from '#kernel/testing';
import { ClockWatch } from './clock-watch.js';

class MovableClock extends ManualClock {
  jump: (by: number) => void = () => {};

  override watch(listener: (by: number) => void): void {
    this.jump = listener;
  }
}

class MemorySeenTimes extends SeenTimes {
  readonly times = new MemoryDocuments<{ id: string; at: number; restMs: number }>();
}

it('logs each jump with its numbers, and records it as soon as the audit can be written [R104]', async () => {
  const lines: string[] = [];
  const logger = pino({ base: null }, { write: (line) => void lines.push(line) });
  const clock = new MovableClock();
  const { trail, runtime } = auditNode();
  const records: unknown[] = [];
  trail.succeeded = async (request, actor, what) => void records.push([request.accessReason, actor, what.action]);
  const watch = new ClockWatch(clock, new TimeKeeper(new MemorySeenTimes(), clock), trail, logger);
  clock.resting = 86_400_000;
  clock.jump(691_200_000);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 40, clock_jump_ms: 691_200_000, rest_ms: 86_400_000 });
  expect(records).toEqual([]);
  watch.onApplicationBootstrap();
  clock.jump(-3_600_000);
  expect(records).toEqual([
    ['clock_jump_ms 691200000', null, 'clock:jump'],
    ['clock_jump_ms -3600000', null, 'clock:jump'],
  ]);
  await runtime.stop();
});
