import { DEFAULT_KEY_SETTINGS } from '#keys/testing';
import { eventually } from '../support/eventually.js';
import { type Entry, Trail } from '../support/trail.js';
import { DESTROY_AFTER_MS, type RotationTrial } from './rotation-trial.js';

const RETIRED_WITHIN_MS = 900_000;
/** Milliseconds. An intent is made a little later than the step whose time counts; on a busy machine by seconds. */
const SLACK_MS = 10_000;

/** What the audit says of one action of a rotation. */
interface Told {
  readonly outcomes: readonly string[];
  /** The first and the last attempt, in milliseconds since 1970. */
  readonly first: number;
  readonly last: number;
}

/** The records of a rotation, by action. */
type Story = Readonly<Record<string, Told>>;

/** Throws unless the audit has no gap and no open intent. */
async function storyOf({ trial }: RotationTrial, id: string): Promise<Story> {
  const trail = await Trail.settled(trial.admin);
  trail.expectWhole();
  const ours = trail.entries.filter(({ resource_id }) => resource_id === id);
  return Object.fromEntries(
    [...Map.groupBy(ours, ({ action }) => action)].map(([action, all]) => [action, toldBy(all)]),
  );
}

function toldBy(entries: readonly Entry[]): Told {
  const intents = entries.filter(({ outcome }) => outcome === 'allowed').map(({ at }) => Date.parse(at));
  const outcomes = entries.map(({ outcome }) => outcome).filter((outcome) => outcome !== 'allowed');
  return { outcomes, first: Math.min(...intents), last: Math.max(...intents) };
}

/** Resolves when every version older than these rotations is retired. Throws unless the audit has all of their records. */
export async function retired(rotations: RotationTrial, ids: readonly string[]): Promise<void> {
  const look = async () => {
    for (const id of ids) {
      const story = await storyOf(rotations, id);
      expect(told(story, 'retire').outcomes).toContain('succeeded');
      expectSettled(story);
    }
  };
  await rotations.moveOn();
  await eventually(look, RETIRED_WITHIN_MS, 500);
}

/** Expects every record of a rotation, from start to end, at the times that docs/consistency.md states. */
export async function expectWhole(rotations: RotationTrial, id: string): Promise<void> {
  const story = await storyOf(rotations, id);
  const all = ['rotate', 'complete', 'retire', 'destroy'].map((action) => told(story, action).outcomes);
  for (const outcomes of all) expect(outcomes).toContain('succeeded');
  expect(all.flat()).not.toContain('unknown');
  expect(told(story, 'complete').outcomes.filter((outcome) => outcome === 'succeeded')).toHaveLength(1);
  expectSettled(story);
  const [retire, destroy] = [told(story, 'retire'), told(story, 'destroy')];
  expect(destroy.first - retire.first).toBeGreaterThan(DESTROY_AFTER_MS - SLACK_MS);
}

/** Expects that nothing was retired while an earlier write could still land. */
function expectSettled(story: Story): void {
  const settled = told(story, 'retire').first - told(story, 'complete').last;
  expect(settled).toBeGreaterThan(DEFAULT_KEY_SETTINGS.settleMs - SLACK_MS);
}

function told(story: Story, action: string): Told {
  return story[`key:${action}`] ?? { outcomes: [], first: 0, last: 0 };
}
