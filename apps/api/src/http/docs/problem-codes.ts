import { type AccountAccess, CLOSED, PROBLEMS } from '#access';
import type { ErrorCode } from '#kernel';
import { isProbe, servedPath } from '../routes/prefix.js';
import type { RouteFacts } from '../routes/route-facts.js';

/** The error codes of a route: those of the server, which follow from the route's declaration, and its own. */
export function codesOf(route: RouteFacts): ErrorCode[] {
  const isOfHealth = route.paths.every((path) => isProbe(servedPath(path)));
  if (isOfHealth) return ['validation_failed', 'malformed_body', 'internal_error'];
  const codes = new Set<ErrorCode>([
    'validation_failed',
    'malformed_body',
    'internal_error',
    'audit_unavailable',
    'store_damaged',
    'store_unavailable',
    'rate_limited',
    'busy',
    ...(route.body ? (['body_too_large', 'unsupported_media_type'] as const) : []),
    ...(route.takesText ? (['body_too_large'] as const) : []),
    ...accessCodes(route),
    ...(route.method === 'GET' ? [] : (['outcome_unknown', 'outcome_unrecorded'] as const)),
    ...(route.worksWhenFull && !isPartOfLogin(route) ? [] : (['store_full'] as const)),
    ...route.problems,
    ...(route.problems.includes('keyring_unavailable') ? (['key_missing'] as const) : []),
  ]);
  return [...codes];
}

function accessCodes({ access, paths }: RouteFacts): ErrorCode[] {
  switch (access.kind) {
    case 'public':
      return [];
    case 'account':
      return ['unauthenticated', 'authorization_unavailable', ...admissionCodes(access)];
    case 'permission':
      return [
        'unauthenticated',
        'forbidden',
        'authorization_unavailable',
        ...admissionCodes({ ...CLOSED, programs: true }),
        ...(paths.some((path) => /[:*]/.test(path)) ? (['not_found'] as const) : []),
      ];
  }
}

/** The codes of what a session may have to do first on this route. */
function admissionCodes({
  programs,
  beforePasswordChange,
  beforeSecondFactor,
  fresh,
  freshFactor,
}: AccountAccess): ErrorCode[] {
  const asked = {
    person_required: !programs,
    password_change_required: !beforePasswordChange,
    second_factor_required: !beforeSecondFactor || freshFactor,
    reauthentication_required: fresh,
  };
  return (Object.keys(asked) as (keyof typeof asked)[]).filter((code) => asked[code]);
}

/** A login works for administrators alone when the disk is almost full. Also: reads in the last of the reserve. */
function isPartOfLogin({ authLimit, method }: RouteFacts): boolean {
  return authLimit?.purpose === 'login' || method === 'GET';
}

/** Groups codes by their HTTP status, in ascending order of the status. */
export function byStatus(
  codes: readonly ErrorCode[],
  statusOf = (code: ErrorCode): number => PROBLEMS[code].status,
): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of [...codes].sort((a, b) => statusOf(a) - statusOf(b) || (a < b ? -1 : 1))) {
    const status = statusOf(code);
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}
