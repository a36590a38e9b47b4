import { PartUnavailable } from '#kernel';
import { LogAuditAlarm } from './log.audit-alarm.js';

describe('the alarm of the audit in the log', () => {
  const line = (cause: unknown): string => {
    const lines: string[] = [];
    new LogAuditAlarm((text) => lines.push(text)).raise('it failed', cause);
    return lines.join('\n');
  };

  it('names the fault of the network or the system, or else the kind of error', () => {
    expect(line(Object.assign(new Error('connect 10.0.0.5'), { code: 'ECONNREFUSED' }))).toBe(
      'it failed (ECONNREFUSED)',
    );
    expect(line(new TypeError('canary'))).toBe('it failed (TypeError)');
    expect(line(new PartUnavailable('store'))).toBe('it failed (PartUnavailable)');
  });

  it('shows no message, and no code that may hold a value', () => {
    for (const code of ['canary of a value', 'CANARY\n', 'C'.repeat(65), 11_000, null])
      expect(line(Object.assign(new Error('canary'), { code }))).toBe('it failed (Error)');
    expect(line('canary')).toBe('it failed (string)');
  });

  it('says nothing more if there is no error', () => {
    expect(line(null)).toBe('it failed');
  });
});
