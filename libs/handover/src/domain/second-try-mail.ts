import type { Wrap } from './wrap.js';

/** Tells the maker of a wrap that its token was used after the last opening: it may have been read on its way. */
export function secondTryMail(
  { id, subjectName, version, openedAt }: Wrap,
  at: number,
): { readonly subject: string; readonly text: string } {
  const what = version === null ? subjectName : `${subjectName}, version ${version}`;
  const time = (ms: number): string => new Date(ms).toISOString();
  return {
    subject: 'Somebody used a spent token of yours in Coffer',
    text: [
      'You handed something over with a token that works a few times.',
      '',
      `What:          ${what}`,
      `Opened:        ${openedAt.map(time).join(', ')}`,
      `Tried again:   ${time(at)}, and refused`,
      `Id:            ${id}`,
      '',
      'Ask the person whom you gave the token when they opened it. If they tried again',
      'after they had opened it, nothing is wrong. If they could never open it, somebody',
      'else has read the value: give it a new one at once.',
      '',
      'You get this mail once, however often it is tried.',
      '',
    ].join('\n'),
  };
}
