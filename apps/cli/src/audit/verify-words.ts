import type { BundleReport } from '#audit-proofs/offline';
import { shown } from '#command';

/**
 * What a verifier found, for a person, in lines that steer no terminal: texts of a hostile bundle must not overwrite the
 * first line. What is wrong stands in {@link problemLines}.
 */
export function reportLines(report: BundleReport): string[] {
  const { origin, tree_size, root, from_seq, to_seq, records, signed_by, values } = report;
  const keys = signed_by.map(({ key, time }) => (time === null ? key : `${key} at ${time}`)).join(', ');
  return [
    verdict(report),
    `Log: ${origin}`,
    `Checkpoint: ${tree_size} records, root ${root}`,
    `Signed by: ${keys || 'nobody who is trusted'}`,
    trustLine(report),
    'HOWTO.md, policy.txt and audit.vkey in the bundle: no signature covers them.',
    `Records: ${from_seq} to ${to_seq}${to_seq - from_seq + 1 === tree_size ? ', the whole log' : ''}; ${records} are in the tree`,
    ...earlierLines(report),
    `Values beside the records: ${values.opened} opened, ${personalWords(report)}`,
  ].map(shown);
}

function verdict({ verified, consistent }: BundleReport): string {
  if (verified) return 'Verified.';
  return consistent ? 'Consistent, but NOT verified: no key of yours was given.' : 'NOT verified.';
}

/** The report as JSON. What would steer a terminal is escaped, also what JSON leaves as it is: U+0080 to U+009F, U+202E. */
export function reportJson(report: BundleReport): string {
  return shown(JSON.stringify(report, null, 2));
}

/** What is wrong, the first record first. */
export function problemLines({ problems, problem_count }: BundleReport): string[] {
  const left = problem_count - problems.length;
  return [...problems.map(({ what }) => what), ...(left > 0 ? [`And ${left} more.`] : [])];
}

function earlierLines({ checkpoints, unchecked_checkpoints: unchecked, since, since_signed }: BundleReport): string[] {
  const own = since === null ? '' : `, and yours of ${since} records`;
  return [
    `Earlier checkpoints that it extends: ${checkpoints} in the bundle${own}`,
    ...(since_signed === false
      ? ['Yours is signed by none of these keys; a retired key may have signed it. Nobody but you vouches for it.']
      : []),
    ...(unchecked > 0
      ? [
          `Earlier checkpoints that were not compared: ${unchecked}. None of these keys signed them; retired keys may have.`,
        ]
      : []),
  ];
}

function trustLine({ keys, unchecked_witnesses: witnesses }: BundleReport): string {
  if (keys === 'policy') return 'Keys: those of your policy';
  const own = 'Keys: those in the bundle itself, which whoever made it has chosen';
  return witnesses === 0 ? own : `${own}. It names witnesses, too (${witnesses}): their cosignatures were not checked.`;
}

function personalWords({ personal, values }: BundleReport): string {
  return personal === 'withheld' ? 'those about people are withheld' : `${values.erased} about people are erased`;
}
