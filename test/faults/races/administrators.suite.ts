import { makeAccount, makePolicy, makeRole, must } from '../../e2e/support/people/accounts.js';
import { type Answer, type Api, PASSWORD } from '../../e2e/support/processes/api.js';
import { eventually } from '../support/eventually.js';
import { RACE_ROUNDS } from '../support/rounds.js';
import { surely } from '../support/undecided.js';
import { isGivenUp, mayHaveLanded, type Stage } from './stage.js';

const READ = { effect: 'allow', actions: ['secret:read'], resources: ['secret:races/**'] };
const DENY = { effect: 'deny', actions: ['*'], resources: ['**'] };
const SECOND = 'second_admin';

/** Two administrators, and a role that the first has and the second may get. Each change alone is allowed. */
class Pair {
  private constructor(
    private readonly stage: Stage,
    private readonly ids: { readonly root: string; readonly second: string; readonly policy: string },
  ) {}

  static async of(stage: Stage): Promise<Pair> {
    const { admin } = stage.coffer;
    const policy = (await makePolicy(admin, 'races', [READ])).body.id;
    await makeRole(admin, 'races', ['races']);
    const root = must(await admin.get('/auth/me')).body.id;
    must(await surely(() => admin.put(`/users/${root}`, { roles: ['administrator', 'races'] })));
    const second = (await makeAccount(admin, SECOND, { roles: ['administrator'] })).body.id;
    return new Pair(stage, { root, second, policy });
  }

  /** What takes administering from one of the two, in four ways. */
  async raceOnce(): Promise<readonly Answer[]> {
    const { second, policy } = this.ids;
    const changes: readonly [string, string, object?][] = [
      ['PUT', `/policies/${policy}`, { statements: [DENY] }],
      ['POST', `/users/${second}/disable`],
      ['PUT', `/users/${second}`, { roles: [] }],
      ['PUT', `/users/${second}`, { roles: ['administrator', 'races'] }],
    ];
    const headers = { authorization: `Bearer ${this.stage.coffer.admin.token}` };
    return Promise.all(
      [...changes, ...changes].map(([method, path, body], turn) =>
        this.stage.send(turn, method, path, { body, headers }),
      ),
    );
  }

  /** Throws unless one of the two can still undo everything. */
  async restore(): Promise<void> {
    const { admin, nobody } = this.stage.coffer;
    const { second, policy } = this.ids;
    const free = (api: Api) => api.put(`/policies/${policy}`, { statements: [READ] });
    if ((await free(admin)).status !== 200) must(await free(await nobody.login(SECOND, PASSWORD)));
    await eventually(async () => must(await admin.post(`/users/${second}/enable`)));
    await eventually(async () => must(await admin.put(`/users/${second}`, { roles: ['administrator'] })));
  }
}

export function administratorRaces(stage: () => Stage): void {
  it('leave one who can undo them [R94]', async () => {
    const pair = await Pair.of(stage());
    for (let round = 0; round < RACE_ROUNDS; round += 1) {
      const answers = await pair.raceOnce();
      const odd = answers.filter(
        (answer) => !isGivenUp(answer) && !mayHaveLanded(answer) && ![200, 403, 404, 409].includes(answer.status),
      );
      expect(odd.map(({ status, text }) => `${status} ${text}`)).toEqual([]);
      await eventually(() => pair.restore());
    }
    stage().print(RACE_ROUNDS, '8 changes of two administrators', 'one of them can always undo them');
  });
}
