import { sharePage } from './share.browser.js';

/** Its references are relative: a proxy may serve it below a path of its own. */
export const SHARE_PAGE = `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex, nofollow">
  <title>A secret for you</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="share.css">
  <script src="share.js" defer></script>
</head>
<body>
  <main>
    <h1 id="title" tabindex="-1">Somebody shares a secret with you</h1>
    <p id="text" role="status">It can be opened a few times only, mostly once. Open it when you can keep it in a safe place.</p>
    <noscript><p>This page needs JavaScript to open the secret.</p></noscript>
    <p><button id="open" type="button" hidden>Show the secret</button></p>
    <section id="result" aria-label="The secret" hidden>
      <dl>
        <dt>What it is</dt>
        <dd id="name"></dd>
        <div id="note-row" hidden>
          <dt>A word from the sender</dt>
          <dd id="note"></dd>
        </div>
      </dl>
      <label for="value">The secret</label>
      <textarea id="value" rows="6" readonly autocomplete="off" spellcheck="false"></textarea>
      <p><button id="copy" type="button">Copy the secret</button> <span id="copied" role="status"></span></p>
    </section>
  </main>
</body>
</html>
`;

export const SHARE_STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 1rem; }
main { max-width: 40rem; margin: 10vh auto 0; }
h1 { font-size: 1.5rem; }
h1:focus { outline: none; }
[hidden] { display: none; }
dt { font-weight: 600; }
dd { margin: 0 0 0.75rem; overflow-wrap: anywhere; white-space: pre-wrap; }
label { display: block; font-weight: 600; }
textarea { box-sizing: border-box; width: 100%; font: 1rem/1.4 ui-monospace, monospace; }
button { font: inherit; padding: 0.5rem 1rem; }
`;

export const SHARE_SCRIPT = `'use strict';\n(${sharePage})();\n`;
