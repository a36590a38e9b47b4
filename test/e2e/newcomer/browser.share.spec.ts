import type { Page } from 'playwright-core';
import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Api, setUp } from '../support/processes/api.js';
import { describeInBrowser, type Tab } from '../support/processes/browser.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import { proxyBelow } from '../support/processes/proxy.js';
import type { Server } from '../support/processes/server.js';

const VALUE = '<b onclick="alert(1)">canary</b>\nsecond line';

describeInBrowser('the page of a share in a browser', (open) => {
  let site: Site;
  let server: Server;
  let proxy: Awaited<ReturnType<typeof proxyBelow>>;
  let admin: Api;
  let tab: Tab;
  let id: string;

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
    admin = await setUp(server);
    id = must(await keep(admin, 'prod/mail', { value: VALUE })).body.id;
    proxy = await proxyBelow('/coffer', server.url);
    tab = await open();
  });
  afterAll(async () => {
    await tab.close();
    await proxy.close();
    await site.clear();
  });

  const share = async (body: object = {}) => must(await admin.post(`/secrets/${id}/share`, body)).body;
  const visit = async (token: string, origin = server.url): Promise<Page> => {
    await tab.page.goto('about:blank');
    await tab.page.goto(`${origin}/share/#${token}`);
    return tab.page;
  };
  const button = () => tab.page.getByRole('button', { name: 'Show the secret' });
  const title = () => tab.page.getByRole('heading', { level: 1 });
  const opened = async () => must(await admin.get(`/secrets/${id}/shares`)).body.items[0].opened_at.length;

  it('says what is wrong with a link that does not work, in plain words', async () => {
    await visit('x'.repeat(108));
    await button().click();
    await tab.page.getByRole('heading', { name: 'This link does not work' }).waitFor();
    expect(await button().isVisible()).toBe(false);
    await visit('');
    expect(await title().textContent()).toBe('Open the link again');
    expect(await button().isVisible()).toBe(false);
  });

  it('opens nothing before a click, and shows the token neither in its address nor in a request line', async () => {
    const { token } = await share();
    const lines: string[] = [];
    const bodies: (string | null)[] = [];
    tab.page.on('request', (request) => {
      lines.push(`${request.url()} ${JSON.stringify(request.headers())}`);
      bodies.push(request.postData());
    });
    await visit(token);
    await button().waitFor();
    expect(await opened()).toBe(0);
    expect(tab.page.url()).toBe(`${server.url}/share/`);
    await button().click();
    await tab.page.getByLabel('The secret', { exact: true }).and(tab.page.locator('textarea')).waitFor();
    expect(bodies.filter((body) => body?.includes(token))).toHaveLength(1);
    // Chromium reports the address of a page with its fragment, which is sent to nobody.
    const sent = lines.filter((line) => !line.startsWith(`${server.url}/share/#`));
    expect(sent.join('\n')).not.toContain(token);
    expect(sent.join('\n').toLowerCase()).not.toMatch(/"(cookie|authorization)"/);
  });

  it('shows the value as text, once, with what it is and the word of the sender', async () => {
    const { token } = await share({ recipient_note: 'For the <i>mail</i> server' });
    const page = await visit(token);
    await button().click();
    const value = page.locator('#value');
    await value.waitFor();
    expect(await value.inputValue()).toBe(VALUE);
    expect(await page.locator('#name').textContent()).toBe('prod/mail, version 1');
    expect(await page.locator('#note').textContent()).toBe('For the <i>mail</i> server');
    expect(await page.locator('main b, main i').count()).toBe(0);
    expect(await button().isVisible()).toBe(false);
    expect(await opened()).toBe(1);
    await page.reload();
    expect(await title().textContent()).toBe('Open the link again');
    expect(await page.content()).not.toContain('canary');
    await visit(token);
    await button().click();
    await page.getByRole('heading', { name: 'This has been opened before' }).waitFor();
    expect(await page.content()).not.toContain('canary');
  });

  it('can be used with the keyboard alone, and tells a screen reader what happens', async () => {
    const { token } = await share({ views: 2 });
    const page = await visit(token);
    await button().waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('#value').waitFor();
    const focused = () => page.locator('*:focus').getAttribute('id');
    expect(await focused()).toBe('value');
    expect(await page.getByRole('textbox', { name: 'The secret' }).inputValue()).toBe(VALUE);
    expect(await page.getByRole('status').first().textContent()).toBe(
      'Copy it now. This link works once more, for anybody who has it.',
    );
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('copy');
  });

  it('works below a path of a proxy, and asks for nothing outside of it', async () => {
    const { token } = await share();
    const page = await visit(token, `${proxy.origin}/coffer`);
    await button().click();
    await page.locator('#value').waitFor();
    expect(await page.locator('#value').inputValue()).toBe(VALUE);
    expect(proxy.strays).toEqual([]);
  });

  it('keeps nothing in the browser, and breaks no rule of its policy [R80]', async () => {
    expect(await tab.page.context().cookies()).toEqual([]);
    const kept = 'JSON.stringify([Object.keys(localStorage), Object.keys(sessionStorage)])';
    expect(await tab.page.evaluate(kept)).toBe('[[],[]]');
    const faults = tab.faults(server.url).filter((fault) => !fault.includes(proxy.origin));
    // A refusal of the API is an error line of the console: 401 and 410 above.
    expect(faults.filter((fault) => !/status of (401|410)|about:blank/.test(fault))).toEqual([]);
  });
});
