import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withParts } from './markdown.js';
import { PAGE, rendered } from './page.js';

describe('withParts', () => {
  it('refuses a page that has no place for a part', () => {
    expect(() => withParts('no place', { scale: 'text' })).toThrow('bench: scale');
  });

  it('replaces each part and nothing else', () => {
    const page = 'a\n<!-- bench: one -->\nold\n<!-- end -->\nb\n<!-- bench: two -->\n<!-- end -->\nc';
    const text = withParts(page, { two: '$2', one: 'new' });
    expect(text).toBe('a\n<!-- bench: one -->\n\nnew\n\n<!-- end -->\nb\n<!-- bench: two -->\n\n$2\n\n<!-- end -->\nc');
    expect(withParts(text, { two: '$2', one: 'new' })).toBe(text);
  });
});

describe('docs/performance.md', () => {
  const page = readFileSync(PAGE, 'utf8');

  it('shows the figures of the kept results and of the simulation: npm run bench -- render', async () => {
    expect(page).toBe(await rendered(page));
  });

  it('has a picture of the profile that is small, without script and without a folder of a machine', () => {
    const svg = readFileSync(join(dirname(PAGE), 'images/reveal-profile.svg'), 'utf8');
    expect(svg.length).toBeLessThan(300_000);
    expect(svg).not.toMatch(/<script|file:|\/home\/|\/root\/|\/tmp\//);
    expect(svg).toMatch(/<title>[^<]*reveal[^<]*<\/title>/);
  });
});
