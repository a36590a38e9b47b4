import { randomBytes } from 'node:crypto';
import { describeWithEngines } from '../../engines/engines.js';
import { eventually } from '../../faults/support/eventually.js';
import { Api, setUp } from '../support/processes/api.js';
import { productionSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const REFUSES = 'another node signs access tokens that this node refuses';
const AGREES = 'this node accepts the access tokens of all nodes again';

const secret = () => randomBytes(32).toString('base64');
const stateOf = async (node: Server) => (await (await Api.of(node)).get('./health/ready')).body;
const told = (node: Server, text: string) => node.output().split(text).length - 1;

describeWithEngines('nodes with different JWT_SECRETs on one MongoDB and one OpenBao', () => {
  let site: Site;
  beforeEach(async () => {
    site = await productionSite();
  });
  afterEach(() => site.clear());

  it('say so, each of them once, and stay ready; and say when they agree again', async () => {
    const right = await site.start();
    const other = await site.start({ JWT_SECRET: secret() });
    const admin = await setUp(right);
    expect((await (await Api.of(other)).as(admin.token).get('/auth/me')).status).toBe(401);
    for (const node of [right, other]) {
      await eventually(async () =>
        expect(await stateOf(node)).toMatchObject({ status: 'ready', access_tokens: 'split' }),
      );
      await eventually(() => expect(told(node, REFUSES)).toBe(1));
    }
    const marks = /"token_mark":"([\w-]{16})","other_marks":\["([\w-]{16})"\]/;
    const [, ours, theirs] = marks.exec(right.output()) ?? [];
    expect(marks.exec(other.output())?.slice(1)).toEqual([theirs, ours]);
    await other.stop();
    await eventually(async () => expect(await stateOf(right)).toMatchObject({ access_tokens: 'shared' }));
    await eventually(() => expect([told(right, REFUSES), told(right, AGREES)]).toEqual([1, 1]));
  });

  it('are silent while JWT_SECRET is changed by way of JWT_SECRET_PREVIOUS', async () => {
    const [older = '', newer] = [site.env.JWT_SECRET, secret()];
    const swapped = await site.start({ JWT_SECRET: newer, JWT_SECRET_PREVIOUS: older });
    const known = await site.start({ JWT_SECRET: older, JWT_SECRET_PREVIOUS: newer });
    // A node that knows neither shows that the two had the time to look.
    await site.start({ JWT_SECRET: secret() });
    for (const node of [swapped, known]) {
      await eventually(async () => expect(await stateOf(node)).toMatchObject({ access_tokens: 'split' }));
      await eventually(() => expect(node.output()).toMatch(/"other_marks":\["[\w-]{16}"\]/));
      expect(told(node, REFUSES)).toBe(1);
    }
  });
});
