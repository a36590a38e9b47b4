import { ACCOUNT_ACTIONS, type Action, ALL_PERMISSIONS, closeName, SYSTEM_ACTIONS } from '#kernel';

/** Every action that a record may have. */
export const ACTIONS: readonly Action[] = [...ALL_PERMISSIONS, ...ACCOUNT_ACTIONS, ...SYSTEM_ACTIONS];

/** Why a filter is no action of the audit. It shows nothing of what the client sent. */
export function actionMessage(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  const kinds = [...new Set(ACTIONS.map(kindOf))].sort();
  const all = ACTIONS.filter((action) => kindOf(action) === kindOf(text)).sort();
  const meant = closeName(text, ACTIONS) ?? closeName(kindOf(text), kinds);
  return [
    'action must be an action of the audit, such as secret:reveal.',
    ...(meant === undefined || meant === kindOf(text) ? [] : [`Did you mean ${meant}?`]),
    all.length > 0
      ? `Of ${kindOf(text)} there are: ${all.join(', ')}`
      : `Actions begin with one of: ${kinds.map((kind) => `${kind}:`).join(', ')}`,
  ].join(' ');
}

function kindOf(action: string): string {
  return action.split(':', 1)[0] ?? '';
}
