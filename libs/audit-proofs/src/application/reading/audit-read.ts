/** What a read of the audit is recorded as. */
export const AUDIT_READ = { action: 'audit:read', resourceType: 'audit', resourceId: null } as const;
