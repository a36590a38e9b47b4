import { setTimeout as pause } from 'node:timers/promises';
import { VaultAdmin } from '#keyring-vault/testing';
import { productionSite } from '../e2e/support/processes/pairs.js';
import { type ControlledEngines, describeWithOwnEngines, type Part } from '../engines/engines.js';
import { RotationTrial } from './rotation/rotation-trial.js';
import { retired } from './rotation/story.js';
import { eventually } from './support/eventually.js';
import { IS_THOROUGH } from './support/rounds.js';

const SCALE = IS_THOROUGH ? { rings: 2_000, values: 5_000 } : { rings: 210, values: 60 };
/** Milliseconds. How long an engine is away: long enough for a rotation to meet the fault and try again. */
const AWAY_MS = 2_500;

interface Outage {
  readonly part: Part;
  begin(engines: ControlledEngines): Promise<void>;
  end(engines: ControlledEngines): Promise<void>;
}

const killed = (part: Part): Outage => ({
  part,
  begin: ({ control }) => control.kill(part),
  end: ({ control }) => control.start(part),
});
const paused = (part: Part): Outage => ({
  part,
  begin: ({ control }) => control.pause(part),
  end: ({ control }) => control.resume(part),
});
const OUTAGES = {
  'an OpenBao that is sealed': {
    part: 'vault',
    begin: (engines) => new VaultAdmin(engines).seal(),
    end: (engines) => new VaultAdmin(engines).unseal(),
  },
  'an OpenBao that hangs': paused('vault'),
  'an OpenBao that was killed': killed('vault'),
  'a database that hangs': paused('mongodb'),
  'a database that was killed': killed('mongodb'),
} as const satisfies Record<string, Outage>;

/** The boundaries at which an engine goes away. */
const STEPS = {
  '/keys/master/rotate': { at: 'KeyManagement.rewrap', when: 'before', how: 'park' },
  '/keys/secrets/rotate': {
    at: 'SecretStore.heads.replace',
    when: 'before',
    how: 'park',
    nth: 5,
    with: ['"path":"seeded/'],
  },
} as const;

type Mode = 'transit' | 'kv';

/** Each mode meets other faults; `npm run test:faults` runs all of them on both. */
const MET: Readonly<Record<Mode, readonly (keyof typeof OUTAGES)[]>> = {
  transit: ['an OpenBao that is sealed', 'a database that was killed'],
  kv: ['an OpenBao that was killed'],
};

describeWithOwnEngines('rotations under faults of their engines', (own) => {
  for (const mode of ['transit', 'kv'] as const) {
    describe(`with the master key in ${mode}`, () => {
      let rotations: RotationTrial;
      const ids: string[] = [];
      beforeAll(async () => {
        const open = (env: Record<string, string>) => productionSite({ ...env, VAULT_MASTER_KEY: mode }, own());
        rotations = await RotationTrial.open(`rotations under outages, ${mode}`, open, SCALE);
        await rotations.start();
      });
      afterAll(() => rotations?.end());

      async function ready(): Promise<void> {
        const look = async () => {
          const { status, text } = await rotations.trial.admin.as(null).get('./health/ready');
          expect({ status, text }).toEqual({ status: 200, text });
        };
        await eventually(look, undefined, 200);
      }

      const met = IS_THOROUGH ? (Object.keys(OUTAGES) as (keyof typeof OUTAGES)[]) : MET[mode];
      for (const name of met) {
        it(`continue by themselves after ${name}; until then requests are answered in bounded time [R89] [R90]`, async () => {
          const { part, begin, end }: Outage = OUTAGES[name];
          const path = part === 'vault' ? '/keys/master/rotate' : '/keys/secrets/rotate';
          const { server } = rotations.trial;
          await server.arm(STEPS[path]);
          const id = await rotations.rotate(path);
          await server.struck();
          rotations.load.expectOutage(true);
          await begin(own());
          await server.release();
          await pause(AWAY_MS);
          await end(own());
          await ready();
          rotations.load.expectOutage(false);
          await rotations.done(id);
          rotations.expectServed();
          ids.push(id);
        });
      }

      it('lose nothing, and leave nothing under an older version [R60]', async () => {
        if (IS_THOROUGH) await retired(rotations, ids);
        await rotations.stop();
        await rotations.expectAllThere();
        rotations.expectServed(0);
      });
    });
  }
});
