/**
 * The function of this file runs in the browser: the server sends its text. So it uses nothing from outside of itself.
 */

interface PageElement {
  hidden: boolean;
  disabled: boolean;
  textContent: string | null;
  value: string;
  focus(): void;
  select(): void;
  addEventListener(event: 'click', listener: () => void): void;
}

declare const document: { getElementById(id: string): PageElement | null };
declare const location: { readonly hash: string; readonly pathname: string; reload(): void };
declare const history: { replaceState(state: null, unused: string, url: string): void };
declare const addEventListener: (event: 'hashchange' | 'pagehide', listener: () => void) => void;
declare const navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } };

/**
 * Takes the token out of the address at once, so that neither the history nor a screen shows it. Sends it only after a
 * click, in the body of a request to this server. Shows the value as text.
 */
export function sharePage(): void {
  const part = (id: string): PageElement => document.getElementById(id) as PageElement;
  const token = location.hash.slice(1);
  let shown: string | null = null;

  const say = (title: string, text: string): void => {
    part('title').textContent = title;
    part('text').textContent = text;
  };

  const unknown = [
    'It may have been opened',
    'The server does not know. Try again. If this page then says that it has been opened before, ask for a new link.',
    true,
  ] as const;
  const problems: Readonly<Record<string, readonly [title: string, text: string, mayRetry: boolean]>> = {
    already_unwrapped: [
      'This has been opened before',
      'It was opened as often as it may be. If that was not you, somebody else has seen it: tell the person who sent you the link.',
      false,
    ],
    invalid_wrap_token: [
      'This link does not work',
      'It is not complete, has expired, or was withdrawn. Ask the person who sent it to you for a new one.',
      false,
    ],
    rate_limited: [
      'Too many tries',
      'There were too many tries from your network. Wait a minute, then try again.',
      true,
    ],
    outcome_unknown: unknown,
    outcome_unrecorded: unknown,
  };

  const fail = (code: string): void => {
    const [title, text, mayRetry] = problems[code] ?? [
      'That did not work',
      'The server did not give the secret away. Try again. If this page then says that it has been opened before, ask for a new link.',
      true,
    ];
    say(title, text);
    part('open').hidden = !mayRetry;
    part('title').focus();
  };

  const show = (answer: Readonly<Record<string, string | number | null>>): void => {
    const left = Number(answer.views_left);
    const once = 'Copy it now: the server has forgotten it, and this link shows it never again.';
    const more = `Copy it now. This link works ${left === 1 ? 'once' : `${left} times`} more, for anybody who has it.`;
    say('Here is the secret', left === 0 ? once : more);
    shown = String(answer.value);
    const version = answer.version === null ? '' : `, version ${answer.version}`;
    part('name').textContent = `${answer.name}${version}`;
    if (answer.recipient_note !== null) {
      part('note').textContent = String(answer.recipient_note);
      part('note-row').hidden = false;
    }
    part('value').value = shown;
    part('open').hidden = true;
    part('result').hidden = false;
    part('value').focus();
  };

  const open = async (): Promise<void> => {
    part('open').disabled = true;
    say('One moment', 'The secret is being opened.');
    try {
      const answer = await fetch('../api/v1/unwrap', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
        credentials: 'omit',
        cache: 'no-store',
        redirect: 'error',
        referrerPolicy: 'no-referrer',
      });
      const body = (await answer.json()) as Readonly<Record<string, string | number | null>>;
      if (answer.ok) show(body);
      else fail(String(body.code));
    } catch {
      fail('no_answer');
    }
    part('open').disabled = false;
  };

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard?.writeText(shown ?? '');
      part('copied').textContent = navigator.clipboard ? 'Copied.' : '';
    } catch {
      part('copied').textContent = 'Your browser does not allow this. Select the text and copy it.';
    }
    if (!navigator.clipboard) part('value').select();
  };

  // A page that comes back out of the cache of the browser must not show the value again.
  addEventListener('pagehide', () => {
    shown = null;
    part('value').value = '';
  });
  addEventListener('hashchange', () => {
    if (location.hash.length > 1) location.reload();
  });
  part('copy').addEventListener('click', () => void copy());
  part('open').addEventListener('click', () => void open());
  if (token === '') {
    say(
      'Open the link again',
      'The link has done its part, or it is not complete. Open it again from the message that you got.',
    );
    return;
  }
  history.replaceState(null, '', location.pathname);
  part('open').hidden = false;
}
