import { type AccountAccess, CLOSED, PROBLEMS } from '#access';
import type { ErrorCode } from '#kernel';
import type { RouteFacts } from '../routes/route-facts.js';

/** What the server itself may answer on a route, from what the route declares; the route adds its own. */
export function codesOf(route: RouteFacts): ErrorCode[] {
  if (isProbe(route)) return ['validation_failed', 'malformed_body', 'internal_error'];
  const codes = new Set<ErrorCode>([
    'validation_failed',
    'malformed_body',
    'internal_error',
    'audit_unavailable',
    'store_unavailable',
    ...(route.takesBody ? (['body_too_large', 'unsupported_media_type'] as const) : []),
    ...accessCodes(route),
    ...(route.method === 'GET' ? [] : (['busy', 'outcome_unknown', 'outcome_unrecorded'] as const)),
    ...route.problems,
  ]);
  return [...codes];
}

function accessCodes({ access, authThrottle, paths }: RouteFacts): ErrorCode[] {
  const throttled: ErrorCode[] = ['rate_limited'];
  switch (access.kind) {
    case 'public':
      return authThrottle ? throttled : [];
    case 'account':
      return [...throttled, 'unauthenticated', 'authorization_unavailable', ...admissionCodes(access)];
    case 'permission':
      return [
        ...throttled,
        'unauthenticated',
        'forbidden',
        'authorization_unavailable',
        ...admissionCodes(CLOSED),
        ...(paths.some((path) => path.includes(':')) ? (['not_found'] as const) : []),
      ];
  }
}

/** What a session may have to do before it is let in. */
function admissionCodes({ beforePasswordChange, beforeSecondFactor, fresh }: AccountAccess): ErrorCode[] {
  const asked = {
    password_change_required: !beforePasswordChange,
    second_factor_required: !beforeSecondFactor,
    reauthentication_required: fresh,
  };
  return (Object.keys(asked) as (keyof typeof asked)[]).filter((code) => asked[code]);
}

/** Health answers from nothing but the process and a shared probe. */
function isProbe({ paths, access }: RouteFacts): boolean {
  return access.kind === 'public' && paths.every((path) => path === 'health' || path.startsWith('health/'));
}

/** The codes under the status that each is answered with, in the order of the statuses. */
export function byStatus(codes: readonly ErrorCode[]): Map<number, ErrorCode[]> {
  const groups = new Map<number, ErrorCode[]>();
  for (const code of [...codes].sort((a, b) => PROBLEMS[a].status - PROBLEMS[b].status || (a < b ? -1 : 1))) {
    const { status } = PROBLEMS[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}
