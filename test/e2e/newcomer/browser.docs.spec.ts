import type { Page } from 'playwright-core';
import { PASSWORD, setUp } from '../support/processes/api.js';
import { describeInBrowser, type Tab } from '../support/processes/browser.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import { proxyBelow } from '../support/processes/proxy.js';
import type { Server } from '../support/processes/server.js';

const VALUE = 'typed-into-the-page';
const TAGS = [
  'Setup',
  'Authentication',
  'Second_factors',
  'Users',
  'Roles',
  'Policies',
  'Secrets',
  'Sensitive_data',
  'Entries',
  'Keys',
  'Tools',
  'Audit',
  'Health',
];

/** The box of an operation on the page, opened and ready for "Try it out". */
async function tryOut(page: Page, operationId: string) {
  const box = page.locator(`.opblock[id$="-${operationId}"]`);
  await box.locator('.opblock-summary-control').click();
  await box.getByRole('button', { name: 'Try it out' }).click();
  return {
    box,
    async execute(): Promise<{ status: string; body: unknown }> {
      await box.getByRole('button', { name: 'Execute' }).click();
      const answer = box.locator('.live-responses-table tbody tr.response').first();
      const shown = async (part: string) => (await answer.locator(part).first().textContent()) ?? '';
      const body = await shown('.response-col_description .highlight-code code');
      return { status: await shown('.response-col_status'), body: JSON.parse(body) };
    },
  };
}

describeInBrowser('the documentation in a browser', (open) => {
  let site: Site;
  let server: Server;
  let tab: Tab;

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
    await setUp(server);
    tab = await open();
  });

  afterAll(async () => {
    await tab.close();
    await site.clear();
  });

  it('shows a stranger the tags in the order of a first day', async () => {
    await tab.page.goto(`${server.url}/docs`);
    await tab.page.locator('.opblock').first().waitFor();
    expect(await tab.page.locator('.opblock-tag').evaluateAll((tags) => tags.map((tag) => tag.id))).toEqual(
      TAGS.map((tag) => `operations-tag-${tag}`),
    );
  });

  it('shows the refusal of a call without a token', async () => {
    const { box, execute } = await tryOut(tab.page, 'accountMe');
    expect(await execute()).toMatchObject({ status: expect.stringMatching(/^401/), body: { code: 'unauthenticated' } });
    await box.locator('.opblock-summary-control').click();
  });

  it('logs in, authorises, creates and reveals a secret through the page, without a CSP error [R80]', async () => {
    const { page } = tab;
    const login = await tryOut(page, 'authLogin');
    await login.box.locator('textarea').fill(JSON.stringify({ username: 'root_admin', password: PASSWORD }));
    const { body: tokens } = await login.execute();

    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const dialog = page.locator('.dialog-ux');
    await dialog.locator('input').fill((tokens as { access_token: string }).access_token);
    await dialog.getByRole('button', { name: 'Apply credentials' }).click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    const create = await tryOut(page, 'secretsCreate');
    const text = create.box.locator('textarea');
    await text.fill(JSON.stringify({ ...JSON.parse(await text.inputValue()), value: VALUE }));
    const created = await create.execute();
    expect(created).toMatchObject({ status: expect.stringMatching(/^201/), body: { masked: true, value: null } });

    const reveal = await tryOut(page, 'secretVersionsReveal');
    await reveal.box.locator('tr[data-param-name="id"] input').fill((created.body as { id: string }).id);
    expect(await reveal.execute()).toMatchObject({ status: expect.stringMatching(/^200/), body: { value: VALUE } });

    const listing = await tryOut(page, 'secretsList');
    expect(await listing.execute()).toMatchObject({ body: { items: [{ masked: true, value: null }] } });
  });

  it('asks no other server, and its console holds no error but the 401 from before', () => {
    expect(tab.faults(server.url)).toEqual([expect.stringMatching(/status of 401 .*\/api\/v1\/auth\/me/)]);
  });

  it('works below a path of a proxy, from its root to a call, and so does /redoc', async () => {
    const proxy = await proxyBelow('/coffer', server.url);
    const { page, faults, close } = await open();
    try {
      await page.goto(`${proxy.origin}/coffer/`);
      const login = await tryOut(page, 'authLogin');
      await login.box.locator('textarea').fill(JSON.stringify({ username: 'root_admin', password: PASSWORD }));
      expect(await login.execute()).toMatchObject({ status: expect.stringMatching(/^200/) });
      expect(new URL(page.url()).pathname).toBe('/coffer/docs');
      await page.goto(`${proxy.origin}/coffer/redoc/`);
      await page.getByRole('heading', { name: 'Reveal a secret' }).waitFor();
      expect({ strays: proxy.strays, faults: faults(proxy.origin) }).toEqual({ strays: [], faults: [] });
    } finally {
      await close();
      await proxy.close();
    }
  });

  it('renders /redoc under its own policy without an error [R80]', async () => {
    const reference = await open();
    try {
      await reference.page.goto(`${server.url}/redoc`);
      await reference.page.getByRole('heading', { name: 'Reveal a secret' }).waitFor();
      await reference.page.getByPlaceholder('Search').fill('reveal');
      await reference.page.getByRole('search').getByText('Reveal a secret').first().waitFor();
      expect(reference.faults(server.url)).toEqual([]);
    } finally {
      await reference.close();
    }
  });
});
