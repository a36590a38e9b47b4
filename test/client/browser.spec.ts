import { describeInBrowser, type Tab } from '../e2e/support/processes/browser.js';
import { embeddedSite, type Site } from '../e2e/support/processes/pairs.js';
import { inNode, kept, openSteps, servePages } from './support/built-client.js';

const LOGIN = { username: 'grace', password: 'Violet-Kettle-42-Harbor' };

describeInBrowser('the built client in a browser, against the running server', (open) => {
  let site: Site;
  let url: string;
  let tab: Tab;
  let steps: Awaited<ReturnType<typeof openSteps>>;

  beforeAll(async () => {
    site = await embeddedSite();
    ({ url } = await site.start());
    tab = await open();
    await servePages(tab.page.context());
    await inNode(url, [
      ['register', LOGIN],
      ['logIn', LOGIN],
      ['keep', 'made in Node', 'to be changed'],
    ]);
    steps = await openSteps(tab.page, url);
  });
  afterAll(async () => {
    await tab.close();
    await site.clear();
  });

  it('opens entries that Node sealed, and seals entries that Node opens: Argon2id and WebCrypto agree [R58]', async () => {
    expect(await steps(['logIn', LOGIN], ['texts'])).toEqual(['made in Node', 'to be changed']);
    await steps(['change', 'to be changed', 'changed in the page'], ['keep', 'made in the page']);
    expect(await inNode(url, [['logIn', LOGIN], ['texts']])).toEqual([
      'changed in the page',
      'made in Node',
      'made in the page',
    ]);
    await inNode(url, [['logIn', LOGIN], ['rekey'], ['remove', 'made in Node']]);
    expect(await steps(['texts'])).toEqual(['changed in the page', 'made in the page']);
  });

  it('shares a session between tabs, and refreshes it with exactly one request [R35]', async () => {
    const page = await tab.page.context().newPage();
    const other = await openSteps(page, url);
    await other(['unlock', LOGIN]);
    const refreshes: string[] = [];
    tab.page.context().on('request', (request) => {
      if (/\/auth\/(refresh|token)$/.test(request.url())) refreshes.push(request.url());
    });
    await kept(tab.page, 'coffer:session', '(text) => JSON.stringify({ ...JSON.parse(text), renewAt: 0 })');
    const asked = Array.from({ length: 5 }).flatMap(() => [steps(['me']), other(['me']), other(['texts'])]);
    expect((await Promise.all(asked)).filter((answer) => answer === 'grace')).toHaveLength(10);
    expect(refreshes).toHaveLength(1);
    await other(['keep', 'from the other tab']);
    expect(await steps(['texts'])).toContain('from the other tab');
    await page.close();
  });

  it('remembers seen revisions over a reload, and needs only the password to open the vault again', async () => {
    const again = await openSteps(tab.page, url);
    expect(await again(['refusal', 'unlock', { ...LOGIN, password: 'wrong' }])).toBe('ServerDistrusted cannot_open');
    expect(await again(['unlock', LOGIN], ['texts'])).toHaveLength(3);
    const seen = await kept(tab.page, 'coffer:seen:grace');
    expect(JSON.parse(String(seen))).toMatchObject({ vault: { generation: 2 } });
    expect(`${seen} ${await kept(tab.page, 'coffer:session')}`).not.toContain(LOGIN.password);
    await again(['logOut']);
    expect(await kept(tab.page, 'coffer:session')).toBeNull();
  });

  it('sends nothing of an open vault after another account has logged in in another tab', async () => {
    const hopper = { ...LOGIN, username: 'hopper' };
    const page = await tab.page.context().newPage();
    const other = await openSteps(page, url);
    const again = await openSteps(tab.page, url);
    await again(['logIn', LOGIN], ['texts']);
    await other(['register', hopper], ['logIn', hopper]);
    for (const step of [['keep', 'lost'], ['texts'], ['rekey']] as const) {
      expect(await again(['refusal', ...step])).toBe('SessionEnded other_account');
    }
    expect(await other(['texts'])).toEqual([]);
    await other(['logIn', LOGIN]);
    expect(await again(['texts'])).toHaveLength(3);
    await page.close();
  });

  it('sends no request to another server, and has no error', () => {
    expect(tab.faults(url)).toEqual([]);
  });
});
