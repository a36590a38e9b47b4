import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { tinyApp } from '../testing/tiny-app.js';
import { SHARE_PAGE } from './share-page.js';

const FILES = ['/share/', '/share/share.js', '/share/share.css'];

describe('the page of a share', () => {
  let app: NestFastifyApplication;
  beforeAll(async () => {
    app = await tinyApp({
      env: { PUBLIC_URL: 'https://coffer.example.org', AUTH_RATE_PER_MINUTE: '2', API_DOCS: 'off' },
    });
  });
  afterAll(() => app.close());

  it('is not there without PUBLIC_URL', async () => {
    const closed = await tinyApp();
    for (const url of [...FILES, '/share']) expect((await closed.inject(url)).statusCode).toBe(404);
    await closed.close();
  });

  it('runs no inline script or style, loads nothing of others, and cannot be framed [R80]', async () => {
    const { headers, body } = await app.inject('/share/');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]),
    );
    expect(policy.join()).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
    expect(body).not.toMatch(/<script(?! src="share\.js" defer>)|<style|\sstyle=|\son[a-z]+=|https?:/);
  });

  it.each(FILES)('%s is the same for everybody, sets no cookie, and its type is known', async (url) => {
    const [first, second] = [await app.inject(url), await app.inject({ url, headers: { cookie: 'a=b' } })];
    expect([first.statusCode, first.body]).toEqual([200, second.body]);
    expect(first.headers).not.toHaveProperty('set-cookie');
    expect(first.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-cache' });
    expect(first.headers['content-type']).toMatch(/^text\/(html|css|javascript); charset=utf-8$/);
  });

  it('names its files by relative references, and leads from the path without a slash', async () => {
    expect(SHARE_PAGE.match(/(src|href)="(?!share\.|data:)/g)).toBeNull();
    const answer = await app.inject('/share');
    expect([answer.statusCode, answer.headers.location]).toEqual([302, 'share/']);
  });

  it('limits the requests of a network [R97]', async () => {
    const codes = new Set<number>();
    for (let turn = 0; turn < 30; turn += 1) codes.add((await app.inject('/share/')).statusCode);
    expect(codes.has(429)).toBe(true);
  });
});
