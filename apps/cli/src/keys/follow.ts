import { CommandFailed, type Terminal } from '#command';
import { type Clock, PartUnavailable } from '#kernel';
import type { Rotation, RotationStore } from '#keys';

const POLL_MS = 200;
/** At most one line of progress in this time. */
const TELL_MS = 1_000;
/** Without progress for this long, the command fails: an operator must start a server or repair a part. */
const PATIENCE_MS = 120_000;
/** The command fails after this many passes that could not open every key ring. */
const FAILED_PASSES = 3;

const GOES_ON = 'Finished key rings stay rotated. A server continues the rotation, and so does this command.';

/** Prints the progress of a rotation until it is done. Throws CommandFailed when it is cancelled or makes no progress. */
export async function follow(store: RotationStore, asked: Rotation, terminal: Terminal, clock: Clock): Promise<void> {
  const progress = new Progress(terminal, clock);
  for (let rotation = asked; rotation.state === 'running'; ) {
    await clock.sleep(POLL_MS);
    rotation = (await present(store, rotation.id)) ?? rotation;
    progress.show(rotation);
    if (rotation.state === 'cancelled') throw new CommandFailed(['The rotation was cancelled.']);
  }
  terminal.tell(`Every key ring is wrapped under version ${asked.version}.`);
  terminal.tell('Master key rotated successfully');
}

/** Null while the store is unavailable: the command waits for it as long as for progress. */
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
  private movedAt: number;
  private readonly failedPasses = new Set<number>();

  constructor(
    private readonly terminal: Terminal,
    private readonly clock: Clock,
  ) {
    this.movedAt = clock.now();
  }

  /** Throws CommandFailed when the rotation makes no progress. */
  show({ state, phase, place, passStartedAt, progress: { done, total, failed } }: Rotation): void {
    const now = this.clock.now();
    const seen = JSON.stringify([phase, place, passStartedAt, done]);
    if (seen !== this.seen) this.movedAt = now;
    this.seen = seen;
    // Rings that were made or deleted meanwhile are in one of the two numbers only.
    const line = `${done} of about ${total} key rings`;
    if (state === 'running' && total > 0 && line !== this.told && now - this.toldAt >= TELL_MS) {
      this.terminal.tell(line);
      this.told = line;
      this.toldAt = now;
    }
    if (state !== 'running') return;
    if (failed > 0 && passStartedAt !== null) this.failedPasses.add(passStartedAt);
    if (this.failedPasses.size >= FAILED_PASSES)
      throw new CommandFailed([`${failed} key rings cannot be opened.`, GOES_ON]);
    if (now - this.movedAt > PATIENCE_MS) throw new CommandFailed(['The rotation makes no progress.', GOES_ON]);
  }
}
