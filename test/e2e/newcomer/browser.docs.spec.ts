import type { Page } from 'playwright-core';
import { PASSWORD, setUp } from '../support/processes/api.js';
import { describeInBrowser, type Tab } from '../support/processes/browser.js';
import { cutTo } from '../support/processes/cut-document.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import { proxyBelow } from '../support/processes/proxy.js';
import type { Server } from '../support/processes/server.js';

const VALUE = 'typed-into-the-page';
const TAGS = [
  'Setup',
  'Authentication',
  'Secrets',
  'Hand-over',
  'Vault_KV',
  'Policies',
  'Roles',
  'Users',
  'Identity_providers',
  'Service_accounts',
  'Audit',
  'Second_factors',
  'Sensitive_data',
  'Entries',
  'Tools',
  'Keys',
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

/**
 * The page reads the whole document again at each load and for each operation that is opened, which takes seconds of CPU.
 * The whole one is loaded and tried out once on `/docs`, and shown once on `/redoc`. Later loads are given these operations
 * of it alone.
 */
const LATER = ['authLogin', 'authLogout', 'secretsCreate', 'secretsList', 'secretsReveal', 'secretVersionsReveal'];

const givesLess = ({ page }: Tab) =>
  page.context().route('**/openapi.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: cutTo(LATER, await response.json()) });
  });

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
    await tab.page.locator('#operations-tag-Health').waitFor();
    expect(await tab.page.locator('.opblock-tag').evaluateAll((tags) => tags.map((tag) => tag.id))).toEqual(
      TAGS.map((tag) => `operations-tag-${tag}`),
    );
  });

  it('filters by words of tags, paths and summaries, whatever their case', async () => {
    const { page } = tab;
    const filter = page.getByLabel('Filter', { exact: true });
    const shown = (selector: string) => page.locator(selector).evaluateAll((found) => found.map(({ id }) => id));
    await filter.fill('sECRETs');
    await page.locator('.opblock[id$="-secretsCreate"]').waitFor();
    expect(await shown('.opblock-tag')).toEqual(
      ['Secrets', 'Hand-over', 'Vault_KV', 'Keys'].map((tag) => `operations-tag-${tag}`),
    );
    await filter.fill('reveal A secret');
    await page.locator('.opblock[id$="-secretsCreate"]').waitFor({ state: 'detached' });
    expect(await shown('.opblock')).toEqual(
      ['secretsReveal', 'secretVersionsReveal'].map((id) => `operations-Secrets-${id}`),
    );
    await filter.fill('');
    await page.locator('.opblock[id$="-authLogin"]').waitFor();
  });

  it('shows each error of an operation in one line, and unfolds the example of one', async () => {
    const box = tab.page.locator('.opblock[id$="-secretsFind"]');
    await box.locator('.opblock-summary-control').click();
    const errors = box.locator('tr.response[data-code^="4"], tr.response[data-code^="5"]');
    await errors.first().waitFor();
    expect(await errors.count()).toBeGreaterThan(5);
    expect(await errors.locator('pre.example').count()).toBe(0);
    const notFound = box.locator('tr.response[data-code="404"]');
    expect(await notFound.textContent()).toContain('not_found');
    await notFound.getByRole('button', { name: 'Example' }).click();
    await notFound.locator('pre.example').waitFor();
    expect(await errors.locator('pre.example').count()).toBe(1);
    await box.locator('.opblock-summary-control').click();
  });

  it('shows the refusal of a call without a token', async () => {
    const { box, execute } = await tryOut(tab.page, 'accountMe');
    expect(await execute()).toMatchObject({ status: expect.stringMatching(/^401/), body: { code: 'unauthenticated' } });
    await box.locator('.opblock-summary-control').click();
  });

  it('logs in, authorises, creates and reveals a secret through the page, without a CSP error [R80]', async () => {
    const { page } = tab;
    await givesLess(tab);
    await page.reload();
    const login = await tryOut(page, 'authLogin');
    await login.box.locator('textarea').fill(JSON.stringify({ username: 'root_admin', password: PASSWORD }));
    const { body: tokens } = await login.execute();

    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const dialog = page.locator('.dialog-ux');
    const form = dialog.locator('form', { hasText: 'bearer (http' });
    // Copied from a header, with the word before the token.
    await form.locator('input').fill(`Bearer ${(tokens as { access_token: string }).access_token} `);
    await form.getByRole('button', { name: 'Apply credentials' }).click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();

    const create = await tryOut(page, 'secretsCreate');
    const text = create.box.locator('textarea');
    await text.fill(JSON.stringify({ ...JSON.parse(await text.inputValue()), value: VALUE }));
    const created = await create.execute();
    expect(created).toMatchObject({ status: expect.stringMatching(/^201/), body: { masked: true, value: null } });

    await page.reload();
    const reveal = await tryOut(page, 'secretVersionsReveal');
    await reveal.box.locator('tr[data-param-name="id"] input').fill((created.body as { id: string }).id);
    expect(await reveal.execute()).toMatchObject({ status: expect.stringMatching(/^200/), body: { value: VALUE } });

    const listing = await tryOut(page, 'secretsList');
    expect(await listing.execute()).toMatchObject({ body: { items: [{ masked: true, value: null }] } });
  });

  it('keeps the token for the tab alone, and forgets it after a logout on the page', async () => {
    const { page } = tab;
    expect(await page.evaluate('localStorage.length')).toBe(0);
    const second = await page.context().newPage();
    await second.goto(`${server.url}/docs`);
    await second.locator('.btn.authorize.unlocked').waitFor();
    await second.close();
    const logout = page.locator('.opblock[id$="-authLogout"]');
    await logout.locator('.authorization__btn .locked').waitFor();
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    await page.locator('.dialog-ux').getByText('Logout', { exact: true }).click();
    await page.locator('.dialog-ux').getByRole('button', { name: 'Close' }).last().click();
    await logout.locator('.authorization__btn .unlocked').waitFor();
    await page.reload();
    await page.locator('.btn.authorize.unlocked').waitFor();
  });

  it('asks no other server, and its console holds no error but the 401 from before', () => {
    expect(tab.faults(server.url)).toEqual([expect.stringMatching(/status of 401 .*\/api\/v1\/auth\/me/)]);
  });

  it('works below a path of a proxy, from its root to a call, and so does /redoc', async () => {
    const proxy = await proxyBelow('/coffer', server.url);
    const below = await open();
    const { page, faults, close } = below;
    try {
      await givesLess(below);
      await page.goto(`${proxy.origin}/coffer/`);
      const login = await tryOut(page, 'authLogin');
      await login.box.locator('textarea').fill(JSON.stringify({ username: 'root_admin', password: PASSWORD }));
      expect(await login.execute()).toMatchObject({ status: expect.stringMatching(/^200/) });
      expect(new URL(page.url()).pathname).toBe('/coffer/docs');
      await page.goto(`${proxy.origin}/coffer/redoc/`);
      await page.getByRole('heading', { name: /Reveal a secret$/ }).waitFor();
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
      await reference.page.getByRole('heading', { name: /Reveal a secret$/ }).waitFor();
      // A statement of a policy is unfolded.
      await reference.page.getByText('A matching deny wins over every allow.').first().waitFor();
      await reference.page.getByPlaceholder('Search').fill('reveal');
      await reference.page.getByRole('search').getByText('Reveal a secret').first().waitFor();
      expect(reference.faults(server.url)).toEqual([]);
    } finally {
      await reference.close();
    }
  });
});
