import { setTimeout as after } from 'node:timers/promises';
import { PartUnavailable } from '#kernel';
import type { Rotation, RotationStore } from '#keys';
import { CommandFailed } from '../failure.js';
import type { Terminal } from '../terminal.js';

const LOOK_MS = 200;
/** A line of progress at most each second. */
const TELL_MS = 1_000;
/** What does not move for so long needs somebody: the server, or the part that is away. */
const PATIENCE_MS = 120_000;
/** Passes that left something behind before it is given up. */
const FAILED_PASSES = 3;

const GOES_ON = 'What was done stands; a server, or this command again, goes on with it.';

/** Tells how a rotation gets on until it is done. CommandFailed when it is not, or does not get on. */
export async function follow(store: RotationStore, asked: Rotation, terminal: Terminal): Promise<void> {
  const progress = new Progress(terminal);
  for (let rotation = asked; rotation.state === 'running'; ) {
    await after(LOOK_MS);
    rotation = (await present(store, rotation.id)) ?? rotation;
    progress.show(rotation);
    if (rotation.state === 'cancelled') throw new CommandFailed(['The rotation was cancelled.']);
  }
  terminal.tell('Master key rotated successfully');
}

/** Null while the store is away: patience ends, not the command. */
async function present(store: RotationStore, id: string): Promise<Rotation | null> {
  try {
    return (await store.rotations.load(id))?.value ?? null;
  } catch (error) {
    if (error instanceof PartUnavailable) return null;
    throw error;
  }
}

class Progress {
  private told = '';
  private toldAt = 0;
  private seen = '';
  private movedAt = performance.now();
  private readonly failedPasses = new Set<number>();

  constructor(private readonly terminal: Terminal) {}

  /** Throws CommandFailed for one that does not get on. */
  show({ state, phase, place, passStartedAt, progress: { done, total, failed } }: Rotation): void {
    const now = performance.now();
    const seen = JSON.stringify([phase, place, passStartedAt, done]);
    if (seen !== this.seen) this.movedAt = now;
    this.seen = seen;
    const line = `${done} of ${total} key rings`;
    if (total > 0 && line !== this.told && (now - this.toldAt >= TELL_MS || state === 'done')) {
      this.terminal.tell(line);
      this.told = line;
      this.toldAt = now;
    }
    if (state !== 'running') return;
    if (failed > 0 && passStartedAt !== null) this.failedPasses.add(passStartedAt);
    if (this.failedPasses.size >= FAILED_PASSES) throw new CommandFailed([`${failed} key rings do not open.`, GOES_ON]);
    if (now - this.movedAt > PATIENCE_MS) throw new CommandFailed(['The rotation does not get on.', GOES_ON]);
  }
}
