// Made by `npm run generate:client` from /openapi.json: not written by hand.

export interface paths {
    "/api/v1/audit/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the audit
         * @description The newest first. All given filters must match. This read is itself on the trail before the answer. One request looks at 20,000 index entries and takes 1 s at most, so a page may be short, or even empty, before the end: go on with `next_cursor` until it is null. A record that is missing or was altered is told in `damage`. `archived_before` says where archived records begin. Needs `audit:read`.
         */
        get: operations["auditList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/logs/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export the audit
         * @description Streams the trail up to now, the oldest record first: all of it, or what matches all given filters from `from_seq` on, up to `to_seq`. If the export cannot be finished, the connection breaks: an export that ends is complete. Go on with `from_seq`, the last complete `seq` plus 1. A line with `damage` stands in place of records that are missing or were altered: from its `seq` to its `to_seq`. A line with `archived` stands in place of archived ones. In CSV, a cell that a spreadsheet would compute begins with a single quote. Needs `audit:read`.
         */
        get: operations["auditExport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List roles
         * @description The roles that you may list, in the order of names. Needs `role:list`.
         */
        get: operations["rolesList"];
        put?: never;
        /**
         * Create a role
         * @description A role groups policies. You can give only what you hold yourself. If `mfa_required` is true, requests of holders are refused (403 `second_factor_required`) until their session has shown a second factor. Built-in roles cannot be changed: to ask administrators for a second factor, create a role without policies that requires it, and give it to them as well. Needs `role:write`.
         */
        post: operations["rolesCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a role
         * @description Needs `role:read`.
         */
        get: operations["rolesGet"];
        /**
         * Change a role
         * @description Send the whole content. It applies from the next request of each user who has the role. Only a caller who may do everything can end its demand for a second factor. Only administrators change a role that an active administrator has, and one of them must stay able to write every role, policy and user. Needs `role:write`.
         */
        put: operations["rolesReplace"];
        post?: never;
        /**
         * Remove a role
         * @description 409 if an account has the role. Needs `role:delete`.
         */
        delete: operations["rolesRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List policies
         * @description The policies that you may list, in the order of names. Needs `policy:list`.
         */
        get: operations["policiesList"];
        put?: never;
        /**
         * Create a policy
         * @description It has no effect until a role refers to it. You can allow only what you hold yourself. Needs `policy:write`.
         */
        post: operations["policiesCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policies/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a policy
         * @description Needs `policy:read`.
         */
        get: operations["policiesGet"];
        /**
         * Change a policy
         * @description Send the whole content. It applies from the next request of each user whose roles refer to the policy. Only administrators change a policy that an active administrator holds, and one of them must stay able to write every role, policy and user. Needs `policy:write`.
         */
        put: operations["policiesReplace"];
        post?: never;
        /**
         * Remove a policy
         * @description 409 if a role refers to the policy. Needs `policy:delete`.
         */
        delete: operations["policiesRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/master": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the master key
         * @description Its versions, never the key. Its name in policies is `key:master`. Needs `key:read`.
         */
        get: operations["keysShowMaster"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/master/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the master key
         * @description Makes a new version and wraps every key ring again under it, in the background. Reads and writes continue. After a crash, any node continues the rotation. Only one runs at a time: if one runs already, it is returned. Needs `key:rotate`.
         */
        post: operations["keysRotateMaster"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/secrets/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the key ring of the team secrets
         * @description Gives the ring a new version and seals every secret again under it, in the background. Readers see no change, and ETags stay. Its name in policies is `key:secrets`. Needs `key:rotate`.
         */
        post: operations["keysRotateSecrets"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/users/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate an account's key ring
         * @description Gives the ring a new version and seals what is under it again, in the background. Its name in policies is `key:users/` and the id. Needs `key:rotate`.
         */
        post: operations["keysRotateUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/keys/rotations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow a rotation
         * @description Needs `key:read`.
         */
        get: operations["keysFind"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/unwrap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open what was handed over to you
         * @description Needs no account: the token is enough. It works as often as its maker allowed, mostly once, also of many requests at once. Then the answer is 410 `already_unwrapped`, and the maker gets a mail: if you did not open it yourself, somebody else has. Every other token that does not work gets 401 `invalid_wrap_token`. If the answer to the last use is lost, the value cannot be had again: ask for a new token. Needs no token.
         */
        post: operations["unwrapUnwrap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List users
         * @description The users that you may list, in the order of usernames. One request looks at 5,000 accounts at most, also at service accounts, at deleted ones and at some that you may not list. So a page may be short, or even empty, before the end: go on with `next_cursor` until it is null. Needs `user:list`.
         */
        get: operations["usersList"];
        put?: never;
        /**
         * Create an account for another person
         * @description Creates the account together with its key ring. With a password, the user must first choose a new one by default. Without a password, the user is invited and chooses it within 7 days: POST /api/v1/auth/invitation/accept. Each line of an import is such a body too: with `hashed_password`. Needs `user:write`.
         */
        post: operations["usersCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a user
         * @description Needs `user:read`.
         */
        get: operations["usersGet"];
        /**
         * Change a user's address, roles or end
         * @description Send what is to change. What is absent stays as it is. Needs `user:write`.
         */
        put: operations["usersReplace"];
        post?: never;
        /**
         * Delete a user for good
         * @description Destroys the key ring first, so that nobody can read what it sealed. Repeat the request if it was interrupted. Needs `user:delete`.
         */
        delete: operations["usersRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a user
         * @description Ends all sessions of the account at once, and refuses logins. Needs `user:disable`.
         */
        post: operations["usersDisable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a user
         * @description Allows logins again, until the account expires. Earlier sessions stay ended. Needs `user:enable`.
         */
        post: operations["usersEnable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Invite a user again
         * @description Mails a new token to the address of the account, or shows it to you, once, if this server sends no mail. Every earlier invitation of the user is void. You need every permission that the account has. Needs `user:invite`.
         */
        post: operations["userInvitationSend"];
        /**
         * Withdraw the invitation of a user
         * @description The account stays invited: invite the user again, or delete the account. Needs `user:invite`.
         */
        delete: operations["userInvitationWithdraw"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show who you are and what you may do
         * @description Open to every account.
         */
        get: operations["accountMe"];
        put?: never;
        post?: never;
        /**
         * Delete your own account for good
         * @description Destroys your key ring first, so that nobody can read what it sealed. Everything that is yours alone goes with it: personal data, entries, sessions. Team secrets stay. If the account has a second factor that counts, show one within 5 minutes before. If the request is interrupted, the server finishes it. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        delete: operations["ownAccountRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/passwords": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Generate a random password
         * @description All passwords of this length with at least one character of each class are equally likely. The server does not store it. Open to every account.
         */
        post: operations["toolsPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List service accounts
         * @description Those that you may list, in the order of names. One request looks at 5,000 service accounts at most, also at deleted ones and at some that you may not list. So a page may be short, or even empty, before the end: go on with `next_cursor` until it is null. Needs `service_account:list`.
         */
        get: operations["serviceAccountsList"];
        put?: never;
        /**
         * Create an account for a program
         * @description It has no password, no address and no second factor, so conditions on `mfa` never hold for it. Needs `service_account:write`.
         */
        post: operations["serviceAccountsCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a service account
         * @description Needs `service_account:read`.
         */
        get: operations["serviceAccountsGet"];
        /**
         * Change a service account
         * @description Send what is to change. What is absent stays as it is. The name never changes. Needs `service_account:write`.
         */
        put: operations["serviceAccountsReplace"];
        post?: never;
        /**
         * Delete a service account for good
         * @description None of its credentials works any more: at once on this node, within 1 s on others. Repeat the request if it was interrupted. Needs `service_account:delete`.
         */
        delete: operations["serviceAccountsRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a service account
         * @description None of its credentials works until it is enabled: at once on this node, within 1 s on others. Needs `service_account:disable`.
         */
        post: operations["serviceAccountsDisable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a service account
         * @description Needs `service_account:enable`.
         */
        post: operations["serviceAccountsEnable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List identity providers
         * @description Those that you may list, in the order of names. Needs `identity_provider:list`.
         */
        get: operations["identityProvidersList"];
        put?: never;
        /**
         * Trust an identity provider
         * @description Programs that it vouches for can act as the service accounts that are bound to it. Its keys can act as every service account that is bound to it. So this also needs an administrator. There may be 100. Needs `identity_provider:write`.
         */
        post: operations["identityProvidersCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identity-providers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an identity provider
         * @description Needs `identity_provider:read`.
         */
        get: operations["identityProvidersGet"];
        /**
         * Change an identity provider
         * @description Send the whole content. Tokens that were exchanged by it end: at once on this node, within 1 s on others. Its keys can act as every service account that is bound to it. So this also needs an administrator. Needs `identity_provider:write`.
         */
        put: operations["identityProvidersReplace"];
        post?: never;
        /**
         * Trust an identity provider no more
         * @description Tokens that were exchanged by it end: at once on this node, within 1 s on others. Its bindings stay in the lists, and work no more. Needs `identity_provider:delete`.
         */
        delete: operations["identityProvidersRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/bindings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the bindings of a service account
         * @description The oldest first. Needs `service_account:read`.
         */
        get: operations["bindingsList"];
        put?: never;
        /**
         * Let programs of an identity provider act as a service account
         * @description Such a program shows a token of its provider, and gets an access token: POST /api/v1/auth/token/exchange. You need every permission that the account has. An account has at most 50 bindings. Needs `service_account:write`.
         */
        post: operations["bindingsCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/bindings/{binding_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a binding
         * @description Needs `service_account:read`.
         */
        get: operations["bindingsGet"];
        /**
         * Change a binding
         * @description Send the whole content. Tokens that were exchanged by it end: at once on this node, within 1 s on others. You need every permission that the account has. Needs `service_account:write`.
         */
        put: operations["bindingsReplace"];
        post?: never;
        /**
         * End a binding
         * @description Tokens that were exchanged by it end with it: at once on this node, within 1 s on others. Needs `service_account:write`.
         */
        delete: operations["bindingsEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create the first administrator
         * @description Works once, with the token that the server printed at its start. After that it always answers 404. Needs no token.
         */
        post: operations["setupSetUp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Log in
         * @description Every failure gives the same answer: an unknown name, a wrong password, a disabled account, too many failures. For an account with a second factor the answer has an MFA token instead: send it to POST /api/v1/auth/mfa/verify. Needs no token.
         */
        post: operations["authLogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get new tokens for a refresh token
         * @description A refresh token works once. Using it again ends the session, even if the first answer was lost. So send one refresh at a time. Earlier access tokens of the session work for 10 more seconds. Needs no token.
         */
        post: operations["authRefresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get new tokens for a refresh token (another path)
         * @description The same as `POST /api/v1/auth/refresh`.
         */
        post: operations["authRefreshAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End this session
         * @description Send an access token, or a refresh token in the body. Needs no token.
         */
        post: operations["authLogout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your password
         * @description Ends all your other sessions. Send the current password or login secret, and the new one. A new login secret needs the key derivation of the client as well. If the account has a protected_user_key, send it again, sealed under the new key. Open to every account of a person.
         */
        post: operations["accountChangePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a reset token by mail
         * @description Every name gets the same answer. The token goes only to a verified address, and is valid for 30 minutes. Needs no token.
         */
        post: operations["passwordRecoveryForgot"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password with a reset token
         * @description Ends all sessions of the account and starts none. The next login asks for the second factor as before. Salt, kdf and protected_user_key do not change: what only the old password opens stays closed. Needs no token.
         */
        post: operations["passwordRecoveryReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/verify/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a code mailed to your address
         * @description The code is valid for 10 minutes and replaces the previous code. Nothing is mailed if the address is already verified. Open to every account of a person.
         */
        post: operations["emailSend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify your address with the mailed code
         * @description No other account can then verify the same address, and password resets are mailed to it. Changes nothing if the address is already verified. Open to every account of a person.
         */
        post: operations["emailVerify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create your own account
         * @description Works if the operator allows it. Send a password, or a login_secret that your client derives from one. The answer does not tell whether somebody uses the address: it becomes yours when you verify it. A code for that is mailed to it after the answer, if this server sends mail. Needs no token.
         */
        post: operations["registrationRegister"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/prelogin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get the parameters of your key derivation
         * @description For a login with a login_secret. A name without an account gets an answer too, the same one each time. Needs no token.
         */
        post: operations["registrationPrelogin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlock a user
         * @description Clears all failed attempts on the account. Changes nothing if the account is not locked. Needs `user:unlock`.
         */
        post: operations["userRecoveryUnlock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/reset-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Let a user choose a new password
         * @description Mails a one-time token to the verified address of the account. If no mail can reach it, the answer shows you the token, once. You cannot set the password of another user. Password and sessions stay as they are until the token is used. Needs `user:reset-password`.
         */
        post: operations["userRecoveryResetPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{id}/reset-factors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove all second factors of a user
         * @description For another user who has lost the authenticator app and the recovery codes. Ends all sessions of the account. The password stays, and a mail tells the user. You need every permission that the account has. Needs `user:reset-factors`.
         */
        post: operations["userRecoveryResetFactors"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your sessions
         * @description Live sessions, newest first. Open to every account of a person.
         */
        get: operations["sessionsList"];
        put?: never;
        post?: never;
        /**
         * End all your sessions
         * @description This ends the session of this request too: log in again. All tokens stop working at once, on other nodes within a second. Open to every account of a person.
         */
        delete: operations["sessionsEndAll"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of your sessions
         * @description Its tokens stop working at once, on other nodes within a second. You may end the session of this request. Open to every account of a person.
         */
        delete: operations["sessionsEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/reauthenticate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who you are
         * @description Send exactly one of `password`, `login_secret`, or `method` and `code`. The session keeps its tokens and counts as fresh for 5 minutes. Some routes need a fresh session: they answer 403 `reauthentication_required` otherwise. A code also counts as a second factor, for routes that answer 403 `second_factor_required`. Open to every account of a person.
         */
        post: operations["reauthenticationProve"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a login with a second factor
         * @description A wrong, used or expired code and a locked account get the same answer. Wrong codes count like wrong passwords. The token is valid for 5 minutes and for one login. Needs no token.
         */
        post: operations["mfaVerify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/email/send": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a code mailed for this login
         * @description The code goes to the address that was enabled as a second factor, and replaces the previous code. At most 5 mails an hour. Needs no token.
         */
        post: operations["mfaSend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start to enrol an authenticator app
         * @description The answer has the secret for the app. It is not shown again. The app counts as a second factor once you confirm a code of it, within 15 minutes. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["secondFactorsBeginTotp"];
        /**
         * Disable the authenticator app
         * @description Ends all your other sessions. Disabling the last second factor deletes the recovery codes. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        delete: operations["secondFactorsDisableTotp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable the authenticator app
         * @description Send a code that the app shows. Ends all your other sessions. Keep the recovery codes: they are not shown again. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["secondFactorsConfirmTotp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start to enrol codes by e-mail
         * @description A code is mailed to your verified address. It is valid for 10 minutes and 5 guesses. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["secondFactorsBeginEmail"];
        /**
         * Disable codes by e-mail
         * @description Ends all your other sessions. Disabling the last second factor deletes the recovery codes. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        delete: operations["secondFactorsDisableEmail"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable codes by e-mail
         * @description Send the code that was mailed. Ends all your other sessions. Roles and policies that require a second factor accept these codes only if the operator configured that. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["secondFactorsConfirmEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/mfa/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get new recovery codes
         * @description The old codes stop working. Ends all your other sessions. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["secondFactorsRenewRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/invitation/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose the first password of an account that you are invited to
         * @description Send a password, or a login_secret that your client derives from one. The invitation works once, for 7 days, and not if the account is disabled. Starts no session: log in afterwards. A code that verifies the address is mailed to it. Needs no token.
         */
        post: operations["invitationAccept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/change": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask to change your e-mail address
         * @description A code is mailed to the new address, and a notice to the old one if that is verified. The old one stays until you send the code back, within 10 minutes. The answer does not tell whether somebody uses the new address. If you have a second factor that counts, show it within 5 minutes before. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["emailChangeAsk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/email/change/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change your e-mail address with the mailed code
         * @description The new address is verified at once. Ends all your other sessions if the old address was verified, and a mail tells its reader. Codes by e-mail as a second factor go on to the address that you enrolled. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["emailChangeConfirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/token/exchange": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange the token of an identity provider for an access token
         * @description For programs without a key: a CI job or a pod shows the token that its platform made for it. A binding of the service account must accept its claims. Every refusal gives the same answer. There is no refresh token: show a new token of the platform instead. Needs no token.
         */
        post: operations["exchangeExchange"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List secrets
         * @description The secrets that you may list, masked, in the order of their paths. `state=deleted` lists the secrets that can be restored. Needs `secret:list`.
         */
        get: operations["secretsList"];
        put?: never;
        /**
         * Keep a secret
         * @description Seals the value and keeps it at the path. The answer is masked, like every answer except a reveal. Needs `secret:write`.
         */
        post: operations["secretsCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/by-path": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find a secret by its path
         * @description Masked. A deleted secret is not found. Needs `secret:read`.
         */
        get: operations["secretsFindByPath"];
        /**
         * Keep a value at a path
         * @description Creates the secret (201), which needs `secret:write`, or rotates the secret that is there (200), which needs `secret:rotate`. A description, an owner or tags change in an existing secret only if they are given, and then `secret:write` is needed too. Two requests at once make two versions. With an `Idempotency-Key`, a request that is repeated makes no second version. Needs `secret:write` or `secret:rotate`.
         */
        put: operations["secretsPut"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reveal a secret by its path
         * @description As by its id: the same decision, the same record in the audit and the same errors. Needs `secret:reveal`.
         */
        get: operations["secretsReveal"];
        put?: never;
        /**
         * Reveal several secrets
         * @description Their current versions, by their paths. The audit records each path as a single reveal does, before the answer is sent. A path that cannot be revealed is in `errors`, with the code that a reveal of it alone would answer. Each secret is read at a moment of its own. Needs `secret:reveal`.
         */
        post: operations["secretBatchesReveal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a secret
         * @description Masked. A deleted secret is not found. Needs `secret:read`.
         */
        get: operations["secretsFind"];
        put?: never;
        post?: never;
        /**
         * Delete a secret
         * @description Its path is free at once. It can be restored for 7 days, then it is destroyed; the operator can set another time. Needs `secret:delete`.
         */
        delete: operations["secretsDelete"];
        options?: never;
        head?: never;
        /**
         * Change the metadata of a secret
         * @description Absent fields stay as they are. The path never changes. To change the value, rotate the secret. Needs `secret:write`.
         */
        patch: operations["secretsUpdate"];
        trace?: never;
    };
    "/api/v1/secrets/{id}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore a deleted secret
         * @description To its path, with its versions. 409 if another secret has the path now. Needs `secret:delete`.
         */
        post: operations["secretsRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/env": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reveal secrets as variables of an environment
         * @description The secrets right below `prefix` that you may list, as one flat object. A name is the path below the prefix in upper case, with `_` for `.`, `-` and `/`. A secret whose value is a JSON object gives a variable for each field: `DB_PASSWORD` is the field `password` of `db`. Nothing is left out or replaced: two values of one name are 409, a name that no variable has is 422, and secrets that you may not reveal are 403 with their paths. At most 200 secrets and 1,000 variables. Needs `secret:list` too. A value may hold a NUL, which no environment can. Needs `secret:reveal`.
         */
        get: operations["secretBatchesEnvironment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/reveal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Reveal a secret
         * @description No other answer shows the value. The audit records the reveal before the answer is sent. Needs `secret:reveal`.
         */
        get: operations["secretVersionsReveal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Rotate a secret
         * @description Gives the secret a new value as its next version. The last 10 versions can be revealed; the operator can set another number. A secret that has expired is rotated with a new `expires_at`; without one the answer is 410 `secret_expired`. Needs `secret:rotate`.
         */
        put: operations["secretVersionsRotate"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the history of a secret
         * @description Its versions without values, newest first. Needs `secret:read`.
         */
        get: operations["secretVersionsList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/versions/{n}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Destroy one version's ciphertext
         * @description The ciphertext is gone for good. The history still shows the version. The current version cannot be destroyed. Needs `secret:destroy`.
         */
        delete: operations["secretVersionsDestroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/share": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Share a secret with somebody without an account
         * @description Gives the present value away by a link that works `views` times until it expires. Needs `secret:reveal` too. Whoever has the link sees the value, from anywhere: no condition of a policy holds for them. A later rotation does not change what the link gives. It ends when the secret is deleted or expires, when its version is destroyed or no longer kept, and works only while your account does. You may have 100 links that can still be opened. Needs `secret:share`.
         */
        post: operations["secretSharesShare"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/shares": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your shares of a secret
         * @description Whether and when each was opened. Only your own. Needs no permission, so that you see them also when you may no longer see the secret, or it is gone; a key with a scope needs `secret:share` on it. A share is listed until 7 days after it expires. Open to every account.
         */
        get: operations["secretSharesList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secrets/{id}/shares/{share}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a share of yours
         * @description Its link opens nothing any more, and its sealed value is gone. It does nothing to one that was opened. A key with a scope needs `secret:share` on the secret. Open to every account.
         */
        delete: operations["secretSharesEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sensitive-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List your personal data
         * @description The oldest first, whole or masked. A page has at most 1 MiB of values as JSON, or one record: pages are short if values are large. Open to every account of a person.
         */
        get: operations["sensitiveDataList"];
        put?: never;
        /**
         * Keep a piece of personal data
         * @description The value is checked by its type and sealed under your own key ring. Nobody else can read it. Open to every account of a person.
         */
        post: operations["sensitiveDataCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sensitive-data/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a piece of your personal data
         * @description Whole, or masked. Open to every account of a person.
         */
        get: operations["sensitiveDataShow"];
        /**
         * Replace a piece of your personal data
         * @description Sets a new value of the same type. Open to every account of a person.
         */
        put: operations["sensitiveDataReplace"];
        post?: never;
        /**
         * Delete a piece of your personal data
         * @description For good. Open to every account of a person.
         */
        delete: operations["sensitiveDataRemove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List entries or changes
         * @description Your own entries. Without `since`: all of them. With the `revision` from the last page of an earlier list: the entries that were created, changed or deleted since. A page has at most 1.25 MiB of base64, or one entry: pages are short if entries are large. Open to every account of a person.
         */
        get: operations["entriesList"];
        put?: never;
        /**
         * Create an entry
         * @description Keeps what the client has sealed in the vault of its account. The server cannot open it. Open to every account of a person.
         */
        post: operations["entriesCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an entry
         * @description Its present revision, as the client sealed it. Open to every account of a person.
         */
        get: operations["entriesFind"];
        /**
         * Give an entry its next revision
         * @description Send the whole entry: an absent field is removed. The last 10 revisions are kept. Open to every account of a person.
         */
        put: operations["entriesUpdate"];
        post?: never;
        /**
         * Delete an entry
         * @description With its history, for good. A previous generation that can be restored keeps its own revisions. Open to every account of a person.
         */
        delete: operations["entriesDelete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries/{id}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the last revisions of an entry
         * @description The newest first, at most 10. A re-key begins a new history. Open to every account of a person.
         */
        get: operations["entriesHistory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries/rekeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin the re-key of your vault
         * @description For a new generation under a new key. Nothing changes before it is published. Only one re-key is open at a time. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["rekeysBegin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries/rekeys/{id}/entries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Stage entries of a re-key
         * @description Entries that the client sealed again for the new generation, up to 100 a request. If an entry is staged twice, the last one counts. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        put: operations["rekeysStage"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries/rekeys/{id}/publish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Publish a re-key
         * @description The whole vault moves to the new generation, or nothing does. 409 names up to 20 entries that are missing, extra or stale. The previous generation can be restored for 30 days. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["rekeysPublish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries/rekeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Abandon a re-key
         * @description The vault stays as it is. The staged entries are removed. The generation is never used. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        delete: operations["rekeysAbandon"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries/generations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the generations of your vault
         * @description The present one and its wrapped key, the one that can be restored, and the open re-key. Open to every account of a person.
         */
        get: operations["generationsShow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/entries/generations/{n}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restore the previous generation
         * @description For 30 days after a re-key. The vault becomes as it was before. The present generation becomes the previous one, so you can restore it to undo this. Open to every account of a person. Needs a login or `POST /api/v1/auth/reauthenticate` in the last 5 minutes. Otherwise answers 403 `reauthentication_required`.
         */
        post: operations["generationsRestore"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/keys/rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the key that signs checkpoints
         * @description For a key that may have leaked. The new key signs from the next checkpoint on. The earlier ones sign beside it for `AUDIT_KEY_OVERLAP`, so that verifiers have time to get the new one. The trail has the ids of all keys. Operators of witnesses have to be told. After an error, call it again: no key is made twice. Needs `audit:rotate`.
         */
        post: operations["keyRotationRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the newest checkpoint of the audit
         * @description A signed statement of what the audit holds: the number of its records and the root of the tree over them, as a note (C2SP tlog-checkpoint). It has the cosignatures of witnesses, as far as there are any. Keep it. Every later checkpoint extends it, and `GET /audit/consistency` proves that. Needs `audit:read`.
         */
        get: operations["auditCheckpointsCheckpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys that sign the audit
         * @description All keys of the newest checkpoint, also retired ones. `policy` has only those that sign now. Needs `audit:read`.
         */
        get: operations["auditCheckpointsKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/consistency": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that the audit extends an older checkpoint
         * @description A consistency proof (RFC 9162, section 2.1.4) between two sizes, up to that of the newest checkpoint. Whoever kept an older checkpoint sees by it that no record before was changed, removed or added since. Needs `audit:read`.
         */
        get: operations["auditCheckpointsConsistency"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/tile/entries/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read up to 256 leaves of the audit
         * @description The exact texts of 256 leaves, each after its length in two bytes, big-endian. One record in the audit stands for all tiles and entries that a caller reads in 5 minutes. What no published checkpoint covers is a 404. Tools for logs in tiles (C2SP tlog-tiles) find this log at `/api/v1/audit/`, with the token of the API. Needs `audit:read`.
         */
        get: operations["auditTilesEntries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/tile/{level}/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a tile of the audit
         * @description 256 hashes of one level of the tree, each 32 bytes. A tile stays as it is until the log gets another origin: ask with If-None-Match. One record in the audit stands for all tiles and entries that a caller reads in 5 minutes. What no published checkpoint covers is a 404. Tools for logs in tiles (C2SP tlog-tiles) find this log at `/api/v1/audit/`, with the token of the API. Needs `audit:read`.
         */
        get: operations["auditTilesTile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/logs/{seq}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove that a record is in the audit
         * @description An inclusion proof (RFC 9162, section 2.1.3) with the leaf and the checkpoint that it leads to. With `Accept: text/plain` it is a file (C2SP tlog-proof, `.tlog-proof`) for verifiers that know nothing of Coffer. A new record is covered by the next checkpoint, some seconds later: until then 404 `not_included_yet`, or `wait`. At most 4 requests of one account wait at the same time. Needs `audit:read`.
         */
        get: operations["auditRecordProofsProve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/audit/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove what the audit has of a request of yours
         * @description The records that this account left by one request, each with a proof: you can show anybody that a use was recorded. A request of somebody else, or of nobody, has no items. Denials have no receipts: the record of a denial names the object, which may be hidden from you. So a page may have fewer items than `limit`, or none, and still a next one. Open to every account.
         */
        get: operations["auditReceiptsProve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/bundles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Export a bundle that proves the audit
         * @description Streams a tar with all that a verifier needs: leaves, tiles, checkpoints and keys. `coffer audit verify` checks it without a server, and so do tools of others. The last file is `checkpoint`: if it is there, the bundle is whole. If it cannot be finished, the last file is `INCOMPLETE`, which says why, and the connection breaks. 409 `conflict` while no checkpoint covers anything of it. Needs `audit:read`.
         */
        post: operations["auditBundlesExport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/witness/add-checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cosign a checkpoint of another log
         * @description For logs, by the protocol [tlog-witness](https://c2sp.org/tlog-witness): this server is a witness of the logs in its `WITNESS_LOGS`, and of no other. The body is `old` and the size that this witness cosigned last, the consistency proof, an empty line, and the signed checkpoint. The answer has its cosignature, one for each of its keys. 409 as `text/x.tlog.size` tells the size that it cosigned last: send the proof from there. Needs no token.
         */
        post: operations["witnessAddCheckpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/witness/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys of this witness
         * @description For the policies of others: each key goes into a line `witness` (https://c2sp.org/tlog-policy). Needs no token.
         */
        get: operations["witnessKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/approle/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Log a program in with its key (by PUT)
         * @description The same as by POST. Needs no token.
         */
        put: operations["vaultLoginApproleByPut"];
        /**
         * Log a program in with its key
         * @description The `role_id` is the name or the id of the service account, the `secret_id` a key of it. The client_token is the key itself. Needs no token.
         */
        post: operations["vaultLoginApprole"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/jwt/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Log a program in with the token of an identity provider (by PUT)
         * @description The same as by POST. Needs no token.
         */
        put: operations["vaultLoginJwtByPut"];
        /**
         * Log a program in with the token of an identity provider
         * @description The same exchange as `POST /api/v1/auth/token/exchange`. The `role` is a service account. Needs no token.
         */
        post: operations["vaultLoginJwt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/kubernetes/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Log a program in with the token of an identity provider (by PUT) (another path)
         * @description The same as `PUT /v1/auth/jwt/login`.
         */
        put: operations["vaultLoginJwtByPutAlias"];
        /**
         * Log a program in with the token of an identity provider (another path)
         * @description The same as `POST /v1/auth/jwt/login`.
         */
        post: operations["vaultLoginJwtAlias"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token/renew-self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Renew your token: no token can be renewed (by PUT)
         * @description The same as by POST. Open to every account.
         */
        put: operations["tokenRenewSelfByPut"];
        /**
         * Renew your token: no token can be renewed
         * @description Always 400, as Vault answers for such a token. Log in again instead. Open to every account.
         */
        post: operations["tokenRenewSelf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token/revoke-self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Revoke your token: end your session (by PUT)
         * @description The same as by POST. Open to every account.
         */
        put: operations["tokenRevokeSelfByPut"];
        /**
         * Revoke your token: end your session
         * @description 400 for the token of a program, as Vault answers for a batch token. A key is ended at `/api/v1/service-accounts/{id}/keys/{key_id}`. Open to every account.
         */
        post: operations["tokenRevokeSelf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/token/lookup-self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show your token
         * @description For clients of Vault. Open to every account.
         */
        get: operations["tokenLookupSelf"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sys/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show whether the server works
         * @description For clients of Vault. A server of which a part does not work says that it is sealed. Needs no token.
         */
        get: operations["sysHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sys/seal-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show whether the server is sealed
         * @description For clients of Vault, as `sys/health`. Needs no token.
         */
        get: operations["sysSealStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sys/init": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show that the server is initialised
         * @description For clients of Vault. Needs no token.
         */
        get: operations["sysInit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sys/leader": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show that no node leads
         * @description For clients of Vault, such as `bao status`. Every node of Coffer answers for itself. Needs no token.
         */
        get: operations["sysLeader"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sys/mounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the mounts
         * @description There is one. KV_API_MOUNT names it. Open to every account.
         */
        get: operations["mountsAll"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sys/internal/ui/mounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the mounts that you see
         * @description There is one, and every account sees it. Open to every account.
         */
        get: operations["mountsVisible"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sys/internal/ui/mounts/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the mount of a path
         * @description 403 for a path below no mount, as Vault answers. Open to every account.
         */
        get: operations["mountsAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sys/capabilities-self": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Show what you may do at paths of the Vault API (by PUT)
         * @description The same as by POST. Open to every account.
         */
        put: operations["capabilitiesSelfByPut"];
        /**
         * Show what you may do at paths of the Vault API
         * @description By the same policies that let you do it. It does not tell whether there is anything at a path. Open to every account.
         */
        post: operations["capabilitiesSelf"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secret/data/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a secret by Vault KV
         * @description The audit records a reveal. A version that is deleted, destroyed or expired is a 404 with its metadata, for those who may read the secret. Needs `secret:reveal`.
         */
        get: operations["kvDataRead"];
        /**
         * Write a secret by Vault KV (by PUT)
         * @description The same as by POST. Needs `secret:write` or `secret:rotate`.
         */
        put: operations["kvDataWriteByPut"];
        /**
         * Write a secret by Vault KV
         * @description Makes the secret, which needs `secret:write`, or its next version, which needs `secret:rotate`. Where a secret was deleted, a new one begins with version 1. A text stays a text, and an object an object, if what was read is written back. Needs `secret:write` or `secret:rotate`.
         */
        post: operations["kvDataWrite"];
        /**
         * Delete a secret by Vault KV
         * @description The whole secret, not one version. It can be restored for some time. Where there is none, nothing happens. Needs `secret:delete`.
         */
        delete: operations["kvDataDelete"];
        options?: never;
        head?: never;
        /**
         * Merge fields into a secret by Vault KV
         * @description A JSON merge patch (RFC 7396) of the current version: null takes a field away. Nothing that another request writes meanwhile is lost. Needs `secret:reveal` too, since it works with the value. Needs `secret:rotate`.
         */
        patch: operations["kvDataPatch"];
        trace?: never;
    };
    "/v1/secret/subkeys/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the names of the fields of a secret by Vault KV
         * @description Opens the value for that, so it needs the same permission, and the audit records a reveal. Needs `secret:reveal`.
         */
        get: operations["kvDataSubkeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secret/delete/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Delete versions by Vault KV (by PUT)
         * @description The same as by POST. Needs `secret:delete`.
         */
        put: operations["kvVersionsDeleteByPut"];
        /**
         * Delete versions by Vault KV
         * @description Deletes the whole secret if the current version is among them. Earlier versions alone are refused: destroy them, or keep them. Needs `secret:delete`.
         */
        post: operations["kvVersionsDelete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secret/undelete/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Undelete versions by Vault KV (by PUT)
         * @description The same as by POST. Needs `secret:delete`.
         */
        put: operations["kvVersionsUndeleteByPut"];
        /**
         * Undelete versions by Vault KV
         * @description Restores the whole secret. The version that was current must be among them. Of several deleted secrets of the path, it is the one that was deleted last. Needs `secret:delete`.
         */
        post: operations["kvVersionsUndelete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secret/destroy/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Destroy versions by Vault KV (by PUT)
         * @description The same as by POST. Needs `secret:destroy`.
         */
        put: operations["kvVersionsDestroyByPut"];
        /**
         * Destroy versions by Vault KV
         * @description Their ciphertext is gone for good: of all that are named, or of none. The current version cannot be destroyed. Needs `secret:destroy`.
         */
        post: operations["kvVersionsDestroy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secret/metadata/{path}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the metadata of a secret, or list a level, by Vault KV
         * @description With `list=true` the names on the level of the path, which needs `secret:list`. A list is whole or refused: there are no pages but by `after` and `limit`. Without it the metadata of the secret, which needs `secret:read`; of a deleted secret `secret:list` too. Needs `secret:read` or `secret:list`.
         */
        get: operations["kvMetadataShow"];
        /**
         * Describe a secret by Vault KV (by PUT)
         * @description The same as by POST. Needs `secret:write`.
         */
        put: operations["kvMetadataReplaceByPut"];
        /**
         * Describe a secret by Vault KV
         * @description Replaces what the secret is described by. Coffer keeps metadata only with a secret: write its data first. The settings of the engine are those of the operator. Needs `secret:write`.
         */
        post: operations["kvMetadataReplace"];
        /**
         * Delete a secret and its metadata by Vault KV
         * @description Coffer deletes as by `DELETE data`: the secret can be restored for some time, then it is destroyed. Needs `secret:delete`.
         */
        delete: operations["kvMetadataDelete"];
        options?: never;
        head?: never;
        /**
         * Change what a secret is described by, by Vault KV
         * @description Merges the custom metadata (RFC 7396): null takes a member away. Needs `secret:write`.
         */
        patch: operations["kvMetadataMerge"];
        trace?: never;
    };
    "/v1/secret/config": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the settings of the secrets by Vault KV
         * @description The operator sets them. Needs `secret:list`.
         */
        get: operations["kvMetadataConfig"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/secret/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the first level of secrets by Vault KV
         * @description What you may list; 404 if that is nothing. `list=true` may be left out. Needs `secret:list`.
         */
        get: operations["kvMetadataListFirst"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Is the process alive?
         * @description Checks nothing else. A server that is alive and not ready does not need a restart: one of its parts is down. Needs no token.
         */
        get: operations["healthAlive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Can the server do its work?
         * @description Checks the store, the keyring and the audit, each for at most 2 s. Requests within half a second share an answer. Needs no token.
         */
        get: operations["healthReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the keys of a service account
         * @description The keys themselves are not shown. Needs `service_account:read`.
         */
        get: operations["apiKeysList"];
        put?: never;
        /**
         * Make a key of a service account
         * @description The answer shows the key, once. A program sends it as `Authorization: Bearer coffer_sk_...`. You need every permission that the account has. An account has at most 50 keys that work. With `wrap`, whoever makes the key never sees it: the answer has a token for the program, which opens the key once at `POST /unwrap`. Needs `service_account:write`.
         */
        post: operations["apiKeysCreate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a key
         * @description It stops working at once, on other nodes within a second. A key that has ended stays so. Needs `service_account:write`.
         */
        delete: operations["apiKeysEnd"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/service-accounts/{id}/keys/{key_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replace a key by a new one
         * @description The new key has the same name, scope and addresses, and works as long as the older one was made for. The older one expires after `overlap`, or earlier if it was to. Its `last_used_at` shows when nobody uses it any more. You need every permission that the account has. 409 if the key that it replaces still works. Needs `service_account:write`.
         */
        post: operations["apiKeysRotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/keys/leaked": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a key that you have found
         * @description Whoever holds a key can end it, without a login. The owner of its account gets a mail. Every text gets the same answer. Needs no token.
         */
        post: operations["leakedKeysReport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        ChangedFieldItem: {
            field: string;
            /** @description The names of roles or policies that it held before. Null: it holds no names. */
            before: string[] | null;
            /** @description As `before`, afterwards. */
            after: string[] | null;
            /** @description How many names are left out. If a list has more than 100, first those that are in both. */
            omitted: number;
        };
        AuditLogItem: {
            /** @description Its number in the log: from 1, without gaps. */
            seq: number;
            /** Format: date-time */
            at: string;
            /** Format: uuid */
            actor_id: string | null;
            /** @description The username at that time, or a keyed hash of an unknown name. If the record has none, the present username. Null after an erasure. */
            actor_name: string | null;
            action: string;
            resource_type: string;
            resource_id: string | null;
            /** @description The path of the secret, or the name of the role, the policy or the key, also if it is gone or was never made. For an account: its present username, which no record keeps. Null in older records, and for an account that is gone. */
            resource_name: string | null;
            /** @description The version of the secret that was revealed, made or destroyed. */
            version: number | null;
            /**
             * @description `allowed`: a change was asked for and may begin; another record of the same request says what became of it. `succeeded`: a read was answered, or a change was made. `failed`: nothing was changed. `unknown`: nobody can tell any more whether the change was made. `denied`: a decision refused it.
             * @enum {string}
             */
            outcome: "allowed" | "succeeded" | "failed" | "unknown" | "denied";
            /** @description For a change of a user, a role or a policy: the fields that it changed. No record has their values. */
            changes: components["schemas"]["ChangedFieldItem"][] | null;
            /** @description Null after an erasure, and if the address was not known. */
            ip: string | null;
            /** @description Null after an erasure. */
            user_agent: string | null;
            /** Format: uuid */
            request_id: string;
            /** @description For a denial: the id in its answer. */
            decision_id: string | null;
            /** @description The id of the session that was used. Null: none, or the record is of an older version of Coffer. */
            credential_id: string | null;
            /** @description The revision of roles and policies by which it was decided. Null: nothing was decided. */
            model_revision: number | null;
            /** @description The `X-Access-Reason` of the request. Null after an erasure. */
            access_reason: string | null;
            /** @description For a denial: the reason. Null after an erasure. */
            decision_reason: string | null;
            /** @description Null: the record stands for one request. A number: it stands for so many further attempts of callers without a session, with this action and outcome, from the network in `ip` (null: from several networks, or from unknown addresses). The first attempts of each minute have records of their own. Such a record is written once a minute. */
            repeats: number | null;
            /**
             * Format: date-time
             * @description With `repeats`: when the first of these attempts came.
             */
            repeats_first: string | null;
            /**
             * Format: date-time
             * @description With `repeats`: when the last of these attempts came.
             */
            repeats_last: string | null;
            /** @description Whether a signed checkpoint covers the record, so that `GET /audit/logs/{seq}/proof` proves it. `pending`: the next one will, in some seconds. */
            included: true | "pending";
        };
        AuditDamageItem: {
            /** @description The number of the first of them. */
            seq: number;
            /** @description The number of the last of them. */
            to_seq: number;
            damage: string;
        };
        AuditLogPage: {
            items: components["schemas"]["AuditLogItem"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
            /** @description Records in this part of the log that are missing or were altered. They are not among the items. */
            damage: components["schemas"]["AuditDamageItem"][];
            /** @description The lowest number that is not archived, once the pages have reached it. Records below it are in the archive of the operator. Null: this page has not reached archived records, or there are none. */
            archived_before: number | null;
        };
        CreateRoleBody: {
            /** @description Converted to lower case, then it must match `^[a-z0-9][a-z0-9_.-]{0,63}$`. Unique. It never changes. */
            name: string;
            /**
             * @description Who the role is for.
             * @default
             */
            description: string;
            /** @description Names of policies. You can give only what you hold yourself. */
            policies: string[];
            /** @description If true, holders must show a second factor before any of their roles, also a built-in one, allows anything. If omitted, a new role asks for it if one of your own roles does. */
            mfa_required?: boolean;
        };
        RoleAnswer: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string;
            /** @description Names of policies, sorted. */
            policies: string[];
            /** @description If true, holders must show a second factor before any of their roles allows anything. */
            mfa_required: boolean;
            /** @description Comes with Coffer. It cannot be changed or removed. */
            built_in: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        RolePageAnswer: {
            items: components["schemas"]["RoleAnswer"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ReplaceRoleBody: {
            /** @description May be omitted. If it is sent, it must be the current name: names never change. */
            name?: string;
            /**
             * @description Who the role is for.
             * @default
             */
            description: string;
            /** @description Names of policies. You can give only what you hold yourself. */
            policies: string[];
            /** @description If true, holders must show a second factor before any of their roles, also a built-in one, allows anything. If omitted, it stays unchanged. */
            mfa_required?: boolean;
        };
        TimeCondition: {
            /** @description Days on which the window begins. */
            days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
            /** @description When the window begins. */
            from: string;
            /** @description When the window ends (exclusive): on the same day, or on the next day if it is not after `from`. */
            to: string;
            /** @description The IANA time zone of the window. */
            zone: string;
        };
        ConditionsBody: {
            /** @description Addresses or CIDR blocks, IPv4 or IPv6. The client's address must lie in one of them. */
            ip?: string[];
            /**
             * @description The session must have shown a second factor.
             * @enum {boolean}
             */
            mfa?: true;
            /** @description The session's last second factor must be at most this many seconds old. */
            mfa_max_age?: number;
            /** @description The local time must lie in a weekly window. */
            time?: components["schemas"]["TimeCondition"];
        };
        StatementBody: {
            /**
             * @description A matching deny wins over every allow.
             * @enum {string}
             */
            effect: "allow" | "deny";
            /** @description `<kind>:<verb>`, `<kind>:*` or `*`. */
            actions: string[];
            /** @description `**` or `<kind>:<pattern>`. In a pattern, `*` matches any characters inside one level; a level `**` matches one or more levels. */
            resources: string[];
            /** @description All given conditions must hold. */
            conditions?: components["schemas"]["ConditionsBody"];
        };
        CreatePolicyBody: {
            /** @description Converted to lower case, then it must match `^[a-z0-9][a-z0-9_.-]{0,63}$`. Unique. It never changes. */
            name: string;
            /**
             * @description What the policy is for.
             * @default
             */
            description: string;
            /** @description What the policy allows and denies. You can allow only what you hold yourself. */
            statements: components["schemas"]["StatementBody"][];
        };
        PolicyAnswer: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string;
            statements: components["schemas"]["StatementBody"][];
            /** @description Comes with Coffer. It cannot be changed or removed. */
            built_in: boolean;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        PolicyPageAnswer: {
            items: components["schemas"]["PolicyAnswer"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ReplacePolicyBody: {
            /** @description May be omitted. If it is sent, it must be the current name: names never change. */
            name?: string;
            /**
             * @description What the policy is for.
             * @default
             */
            description: string;
            /** @description What the policy allows and denies. You can allow only what you hold yourself. */
            statements: components["schemas"]["StatementBody"][];
        };
        KeyVersionAnswer: {
            version: number;
            /**
             * @description `active`: wraps and opens. `retiring`: only opens. `retired`: only opens, and a full scan has found nothing under it. `destroyed`: gone for good.
             * @enum {string}
             */
            state: "active" | "retiring" | "retired" | "destroyed";
            /** @description How many keys are wrapped under it now; null: they are too many to count for an answer, or the keyring does not answer. */
            references: number | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            retired_at: string | null;
        };
        MasterKeyAnswer: {
            /** @description The oldest first. */
            versions: components["schemas"]["KeyVersionAnswer"][];
            /**
             * Format: uuid
             * @description The rotation that runs; null: none runs.
             */
            rotation: string | null;
        };
        RotatedAnswer: {
            /** @enum {string} */
            message: "Master key rotated successfully";
        };
        RotationProgressAnswer: {
            /** @description How many key rings (for the master key) or sealed values (for a ring) the present pass has examined. */
            done: number;
            /** @description About how many there are. */
            total: number;
            /** @description How many could not be moved to the new version. They are tried again; the rotation is not done before that. */
            failed: number;
        };
        RotationAnswer: {
            /** Format: uuid */
            id: string;
            /** @description `master`, `secrets`, or `users/` and the id of the account. */
            ring: string;
            /**
             * @description `done`: nothing is under an older version. `cancelled`: the key ring was destroyed meanwhile.
             * @enum {string}
             */
            state: "running" | "done" | "cancelled";
            /** @description The new version. */
            version: number;
            progress: components["schemas"]["RotationProgressAnswer"];
            /** Format: date-time */
            started_at: string;
            /**
             * Format: uuid
             * @description The account that requested it; null: an operator at the command line.
             */
            started_by: string | null;
            /** Format: date-time */
            finished_at: string | null;
        };
        UnwrapRequest: {
            /** @description The token that you were given: in a link, what stands behind `#`. */
            token: string;
        };
        UnwrappedAnswer: {
            /**
             * @description What the value is.
             * @enum {string}
             */
            kind: "secret" | "service_account_key";
            /** @description What it is the value of: the path of a secret, or `<service account>/<key>`. Check that it is what you expect. */
            name: string;
            /** @description The version of a secret. Null: it is no secret. */
            version: number | null;
            value: string;
            /** @description What the maker wrote for you. */
            recipient_note: string | null;
            /** @description How often the token still works. 0: the server has forgotten the value. */
            views_left: number;
            /**
             * Format: date-time
             * @description When it was handed over.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description Until when the token works, if it does.
             */
            expires_at: string;
        };
        TimedRoleBody: {
            name: string;
            /**
             * Format: date-time
             * @description RFC 3339, in the future. From then on, the role does not count. Null: it does not end.
             */
            expires_at: string | null;
        };
        CreateUserRequest: {
            /** @description Converted to lower case, then it must match `^[a-z0-9][a-z0-9._@+-]{1,126}[a-z0-9]$`. It never changes. With an @, it must be the address in `email`. */
            username: string;
            /** @description It is not verified yet. */
            email: string;
            /** @description The first password. Without it the account is invited: a one-time token is mailed to its address, or shown in the answer if this server sends no mail, and its owner chooses the password. By default at least 12 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused. */
            password?: string;
            /** @description If true, the user must choose a new password before anything else. Only with `password` (default true) or `hashed_password` (default false). */
            password_change_required?: boolean;
            /** @description In place of `password`: the bcrypt string of another system, with a cost from 4 to 14. The account opens with the password of that system. Only administrators send it. */
            hashed_password?: string;
            /**
             * @description What bcrypt was given. Default: `password+pepper` if the server has an IMPORT_PEPPER, otherwise `password`.
             * @enum {string}
             */
            input?: "password" | "password+pepper" | "password+salt+pepper";
            /** @description The salt of the other system beside that of bcrypt: 32 hexadecimal digits. */
            salt?: string;
            /** @description You can give only what you hold yourself, and for no longer. A name alone does not end. */
            roles: (string | components["schemas"]["TimedRoleBody"])[];
            /**
             * Format: date-time
             * @description RFC 3339, in the future. From then on, no login and no token of the account works. Null: never.
             */
            expires_at?: string | null;
        };
        ExpiringRoleResponse: {
            name: string;
            /**
             * Format: date-time
             * @description From then on, the role does not count.
             */
            expires_at: string;
        };
        InvitationResponse: {
            /**
             * @description `mail`: the token was mailed to the address of the account. `response`: it is in this answer.
             * @enum {string}
             */
            delivery: "mail" | "response";
            /** @description Set if this server sends no mail: give it to the user. It is not shown again. */
            invitation_token: string | null;
            /** Format: date-time */
            expires_at: string;
        };
        CreatedUserResponse: {
            /** Format: uuid */
            id: string;
            username: string;
            email: string | null;
            email_verified: boolean;
            /** @description Names of the roles that count now, sorted. */
            roles: string[];
            /** @description Those of `roles` that end. */
            expiring_roles: components["schemas"]["ExpiringRoleResponse"][];
            /**
             * @description `invited`: nobody can log in until the owner has chosen a password. `deleting`: a deletion was interrupted. Repeat the DELETE.
             * @enum {string}
             */
            state: "pending" | "invited" | "active" | "disabled" | "deleting" | "deleted";
            /** @description The user must choose a new password before anything else. */
            password_change_required: boolean;
            /**
             * Format: date-time
             * @description From then on, no login and no token of the account works, whatever its state. Null: never.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When the last invitation ends, or has ended. Null: the user is not invited, or the invitation is void.
             */
            invitation_expires_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description Null for an account with a password, and in the answer to a repeated request with the same Idempotency-Key. */
            invitation: components["schemas"]["InvitationResponse"] | null;
        };
        UserResponse: {
            /** Format: uuid */
            id: string;
            username: string;
            email: string | null;
            email_verified: boolean;
            /** @description Names of the roles that count now, sorted. */
            roles: string[];
            /** @description Those of `roles` that end. */
            expiring_roles: components["schemas"]["ExpiringRoleResponse"][];
            /**
             * @description `invited`: nobody can log in until the owner has chosen a password. `deleting`: a deletion was interrupted. Repeat the DELETE.
             * @enum {string}
             */
            state: "pending" | "invited" | "active" | "disabled" | "deleting" | "deleted";
            /** @description The user must choose a new password before anything else. */
            password_change_required: boolean;
            /**
             * Format: date-time
             * @description From then on, no login and no token of the account works, whatever its state. Null: never.
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description When the last invitation ends, or has ended. Null: the user is not invited, or the invitation is void.
             */
            invitation_expires_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        UserPageResponse: {
            items: components["schemas"]["UserResponse"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ReplaceUserRequest: {
            /** @description A new address. The user must verify it again. */
            email?: string;
            /** @description All roles of the user. They apply from the next request. A name alone keeps the end that the role has; of a new role, it does not end. */
            roles?: (string | components["schemas"]["TimedRoleBody"])[];
            /**
             * Format: date-time
             * @description RFC 3339, in the future. From then on, no login and no token of the account works. Null: never.
             */
            expires_at?: string | null;
        };
        ErasureSampleResponse: {
            /** @enum {boolean} */
            opened: false;
            error: string;
        };
        UserReceiptResponse: {
            /** Format: uuid */
            id: string;
            /** @description What was destroyed for good. */
            destroyed: string[];
            /** @description How many records of each kind this call removed. An interrupted call before may have removed more. */
            swept: {
                [key: string]: number;
            };
            /**
             * Format: date-time
             * @description When the key ring was destroyed.
             */
            destroyed_at: string;
            /** @description The result of opening, after the destruction, a value that the key ring had sealed before. */
            sample: components["schemas"]["ErasureSampleResponse"];
            message: string;
        };
        GeneratePasswordRequest: {
            /** @description The number of characters. */
            length: number;
            /**
             * @description The classes of its characters. It holds at least one character of each. `special`: `!#$%&()*+,-./:;<=>?@[]^_{|}~`
             * @default [
             *       "upper",
             *       "lower",
             *       "digit",
             *       "special"
             *     ]
             */
            classes: ("upper" | "lower" | "digit" | "special")[];
        };
        GeneratedPasswordResponse: {
            password: string;
            /** @description log2 of the number of possible passwords, all equally likely; rounded down to a tenth. */
            entropy_bits: number;
        };
        CreateServiceAccountRequest: {
            /** @description A username without `@`, which no account has yet. Converted to lower case; it never changes. A text in the form of an id is none. */
            name: string;
            /**
             * @description What the program is.
             * @default
             */
            description: string;
            /** @description You can give only what you hold yourself, and for no longer. Not `administrator`, and no role that requires a second factor: a program has none. */
            roles: (string | components["schemas"]["TimedRoleBody"])[];
            /** @description The username of the person who answers for it and gets mails about it: somebody whom you may see. Default: you. */
            owner?: string;
            /**
             * Format: date-time
             * @description RFC 3339, in the future. From then on, no login and no token of the account works. Null: never.
             */
            expires_at?: string | null;
        };
        ServiceAccountResponse: {
            /** Format: uuid */
            id: string;
            name: string;
            description: string;
            /** @description A username. Null: the owner is deleted, and somebody should take the account over. */
            owner: string | null;
            /** @description Names of the roles that count now, sorted. */
            roles: string[];
            /** @description Those of `roles` that end. */
            expiring_roles: components["schemas"]["ExpiringRoleResponse"][];
            /**
             * @description `deleting`: a deletion was interrupted. Repeat the DELETE.
             * @enum {string}
             */
            state: "active" | "disabled" | "deleting";
            /**
             * Format: date-time
             * @description From then on, no credential of the account works, whatever its state. Null: never.
             */
            expires_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        ServiceAccountPageResponse: {
            items: components["schemas"]["ServiceAccountResponse"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ReplaceServiceAccountRequest: {
            /** @description What the program is. */
            description?: string;
            /** @description All roles of the account. They apply from the next request. A name alone keeps the end that the role has; of a new role, it does not end. */
            roles?: (string | components["schemas"]["TimedRoleBody"])[];
            /** @description The username of the person who answers for it and gets mails about it: somebody whom you may see. */
            owner?: string;
            /**
             * Format: date-time
             * @description RFC 3339, in the future. From then on, no login and no token of the account works. Null: never.
             */
            expires_at?: string | null;
        };
        CreateIdentityProviderRequest: {
            /** @description The `iss` of its tokens, exactly, character by character. */
            issuer: string;
            /** @description The `aud` of the tokens for this server, exactly: best its own URL. A token for several audiences is refused. No other provider may have the same issuer and audience. */
            audience: string;
            /** @description Exactly one of `jwks_uri`, `jwks` and `discovery`. The https URL of its key set. It is asked at most once in 10 minutes, or twice a minute if tokens have an unknown key. No redirect is followed; the answer may take 5 s and have 256 KiB. */
            jwks_uri?: string | null;
            /** @description Exactly one of `jwks_uri`, `jwks` and `discovery`. The key set itself (RFC 7517): 1 to 100 public keys, at most 64 KiB. */
            jwks?: {
                [key: string]: unknown;
            } | null;
            /** @description Exactly one of `jwks_uri`, `jwks` and `discovery`. The https URL of its OpenID Connect discovery document. It must have the same `issuer`, and names the key set. */
            discovery?: string | null;
            /** @description The algorithms with which its tokens may be signed. */
            algorithms: ("RS256" | "PS256" | "ES256" | "ES384" | "EdDSA")[];
            /**
             * @description Whether the URL may lead to an address that is not of the internet: a private, loopback or link-local one. If false, such an address is refused.
             * @default false
             */
            private_network: boolean;
            /** @description The certificates (PEM) that alone may vouch for the host of the URL. Null or absent: those that Node.js trusts. */
            ca?: string | null;
            /** @description Unique. It never changes. */
            name: string;
        };
        IdentityProviderResponse: {
            /** Format: uuid */
            id: string;
            name: string;
            issuer: string;
            audience: string;
            jwks_uri: string | null;
            jwks: {
                [key: string]: unknown;
            } | null;
            discovery: string | null;
            algorithms: ("RS256" | "PS256" | "ES256" | "ES384" | "EdDSA")[];
            private_network: boolean;
            ca: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        IdentityProviderPage: {
            /** @description In the order of names. */
            items: components["schemas"]["IdentityProviderResponse"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ReplaceIdentityProviderRequest: {
            /** @description The `iss` of its tokens, exactly, character by character. */
            issuer: string;
            /** @description The `aud` of the tokens for this server, exactly: best its own URL. A token for several audiences is refused. No other provider may have the same issuer and audience. */
            audience: string;
            /** @description Exactly one of `jwks_uri`, `jwks` and `discovery`. The https URL of its key set. It is asked at most once in 10 minutes, or twice a minute if tokens have an unknown key. No redirect is followed; the answer may take 5 s and have 256 KiB. */
            jwks_uri?: string | null;
            /** @description Exactly one of `jwks_uri`, `jwks` and `discovery`. The key set itself (RFC 7517): 1 to 100 public keys, at most 64 KiB. */
            jwks?: {
                [key: string]: unknown;
            } | null;
            /** @description Exactly one of `jwks_uri`, `jwks` and `discovery`. The https URL of its OpenID Connect discovery document. It must have the same `issuer`, and names the key set. */
            discovery?: string | null;
            /** @description The algorithms with which its tokens may be signed. */
            algorithms: ("RS256" | "PS256" | "ES256" | "ES384" | "EdDSA")[];
            /**
             * @description Whether the URL may lead to an address that is not of the internet: a private, loopback or link-local one. If false, such an address is refused.
             * @default false
             */
            private_network: boolean;
            /** @description The certificates (PEM) that alone may vouch for the host of the URL. Null or absent: those that Node.js trusts. */
            ca?: string | null;
            /** @description May be omitted. If it is sent, it must be the current name: names never change. */
            name?: string;
        };
        CreateBindingRequest: {
            /** @description The name or the id of an identity provider that you may read. It never changes. */
            provider: string;
            /** @description What the token must say: all of these claims, each with one of these texts. A claim is named by its name, or by a JSON pointer (RFC 6901) to a text inside it: `/kubernetes.io/namespace`. If the claim is a list, one of its texts must be there. Texts are compared exactly. At least one claim must say who acts: not only `aud`, `iss`, `exp`, `iat`, `nbf`, `jti`. */
            claims: {
                [key: string]: string | string[];
            };
            /**
             * @description How long an access token works at most. It never works longer than the token that was shown for it.
             * @default 15m
             */
            ttl: string;
        };
        BindingResponse: {
            /** Format: uuid */
            id: string;
            /** @description The name of the identity provider. Null: it was deleted, so the binding works no more. */
            provider: string | null;
            /** @description What the token must say. A claim with one text has that text. */
            claims: {
                [key: string]: string | string[];
            };
            ttl: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        BindingPageResponse: {
            /** @description The oldest first. */
            items: components["schemas"]["BindingResponse"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ReplaceBindingRequest: {
            /** @description May be omitted. If it is sent, it must be the current provider. */
            provider?: string;
            /** @description What the token must say: all of these claims, each with one of these texts. A claim is named by its name, or by a JSON pointer (RFC 6901) to a text inside it: `/kubernetes.io/namespace`. If the claim is a list, one of its texts must be there. Texts are compared exactly. At least one claim must say who acts: not only `aud`, `iss`, `exp`, `iat`, `nbf`, `jti`. */
            claims: {
                [key: string]: string | string[];
            };
            /**
             * @description How long an access token works at most. It never works longer than the token that was shown for it.
             * @default 15m
             */
            ttl: string;
        };
        SetupRequestBody: {
            /** @description SETUP_TOKEN; without one, the token that the server printed at its start as `Setup token: ...`. */
            token: string;
            /** @description Converted to lower case, then it must match `^[a-z0-9][a-z0-9._@+-]{1,126}[a-z0-9]$`. It never changes. With an @, it must be the address in `email`. */
            username: string;
            email: string;
            /** @description By default 12 to 256 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused. */
            password: string;
        };
        SetupResponse: {
            /** Format: uuid */
            id: string;
            username: string;
            email: string | null;
            /** @description The roles that count now. */
            roles: string[];
            /** Format: date-time */
            created_at: string;
        };
        KdfResponse: {
            /** @enum {string} */
            algorithm: "argon2id" | "pbkdf2-sha256";
            memory_kib?: number;
            iterations: number;
            parallelism?: number;
        };
        TokensResponse: {
            /** @description Send it as `Authorization: Bearer <token>`. */
            access_token: string;
            /** @enum {string} */
            token_type: "bearer";
            /** @description Lifetime of the access token, in seconds. */
            expires_in: number;
            /** @description It works for one refresh. Using it twice ends the session. */
            refresh_token: string;
            /** @description Lifetime of the refresh token, in seconds. */
            refresh_expires_in: number;
            /** @description base64: the salt for key derivation in the client. */
            encryption_salt: string;
            kdf: components["schemas"]["KdfResponse"];
            /** @description The key that the client sealed and stored with the account; null if there is none. */
            protected_user_key: string | null;
            /** @description True if the session can do nothing else until it has changed the password. */
            password_change_required: boolean;
        };
        MfaRequiredResponse: {
            /** @enum {boolean} */
            mfa_required: true;
            /** @description Proof of the first step. It works for the second step alone, for 5 minutes. */
            mfa_token: string;
            /** @description The second factors of the account: any one of them completes the login. */
            mfa_methods: ("totp" | "email" | "recovery")[];
        };
        LoginRequest: {
            username: string;
            /** @description Send this or login_secret, as the account was created with. */
            password?: string;
            /** @description Send this or password: base64url of 32 bytes that the client derives from a password. The server never sees that password. */
            login_secret?: string;
        };
        RefreshRequest: {
            /** @description The refresh token of your last login or refresh. This request uses it up. */
            refresh_token: string;
        };
        LogoutRequest: {
            /** @description Send it instead of an access token, to end the session that it belongs to. */
            refresh_token?: string;
        };
        ExpiringRole: {
            name: string;
            /**
             * Format: date-time
             * @description From then on, the role does not count.
             */
            expires_at: string;
        };
        MeResponse: {
            /**
             * @description `service`: a service account, the account of a program.
             * @enum {string}
             */
            kind: "person" | "service";
            /** Format: uuid */
            id: string;
            username: string;
            email: string | null;
            email_verified: boolean;
            /** @description The roles that count now. */
            roles: string[];
            /** @description Those of `roles` that end. */
            expiring_roles: components["schemas"]["ExpiringRole"][];
            /** @description Every permission that your roles allow on at least one object. */
            permissions: ("audit:export-personal" | "audit:read" | "audit:rotate" | "identity_provider:delete" | "identity_provider:list" | "identity_provider:read" | "identity_provider:write" | "key:read" | "key:rotate" | "policy:delete" | "policy:list" | "policy:read" | "policy:write" | "role:delete" | "role:list" | "role:read" | "role:write" | "secret:delete" | "secret:destroy" | "secret:list" | "secret:read" | "secret:reveal" | "secret:rotate" | "secret:share" | "secret:write" | "service_account:delete" | "service_account:disable" | "service_account:enable" | "service_account:list" | "service_account:read" | "service_account:write" | "user:delete" | "user:disable" | "user:enable" | "user:invite" | "user:list" | "user:read" | "user:reset-factors" | "user:reset-password" | "user:unlock" | "user:write")[];
            /**
             * @description What you log in with. Null for a service account, which does not log in.
             * @enum {string|null}
             */
            credential: "password" | "login_secret" | null;
            /** @description Your second factors. If empty, the password alone opens the account. */
            mfa_methods: ("totp" | "email" | "recovery")[];
            password_change_required: boolean;
            /**
             * Format: uuid
             * @description Null for a service account.
             */
            session_id: string | null;
            /** @description What authenticated this request, as the audit names it: the id of the session, or of the key or binding of a service account. */
            credential_id: string;
            /**
             * Format: date-time
             * @description From then on, you cannot use the account. Null: it does not expire.
             */
            expires_at: string | null;
            /** Format: date-time */
            created_at: string;
        };
        KdfRequest: {
            /** @enum {string} */
            algorithm: "argon2id" | "pbkdf2-sha256";
            /** @description Only for Argon2id: 19,456 to 1,048,576. */
            memory_kib?: number;
            /** @description Argon2id: 2 to 16; PBKDF2: 600,000 to 10,000,000. */
            iterations: number;
            /** @description Only for Argon2id: 1 to 4. */
            parallelism?: number;
        };
        ChangePasswordRequest: {
            /** @description The parameters of key derivation in the client. */
            kdf?: components["schemas"]["KdfRequest"];
            /** @description base64 of 16 random bytes. */
            encryption_salt?: string;
            /** @description base64: a key that the client sealed. The server cannot open it. */
            protected_user_key?: string;
            /** @description Send this or current_login_secret. */
            current_password?: string;
            /** @description Send this or current_password. */
            current_login_secret?: string;
            /** @description Send this or new_login_secret. By default 12 to 256 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused. */
            new_password?: string;
            /** @description Send this or new_password: base64url of 32 bytes that the client derives from a password. The server never sees that password. Needs kdf, encryption_salt and protected_user_key. */
            new_login_secret?: string;
        };
        ForgotPasswordRequest: {
            username: string;
        };
        MessageResponse: {
            message: string;
        };
        ResetPasswordRequest: {
            /** @description The token that was mailed to you, or that an administrator gave you. */
            token: string;
            /** @description For an account with a password. By default 12 to 256 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused. */
            new_password?: string;
            /** @description For an account with a login secret: base64url of 32 bytes that the client derives from a password. The server never sees that password. */
            new_login_secret?: string;
        };
        VerifyEmailRequest: {
            /** @description The six digits that were mailed to you. Spaces do not matter. */
            code: string;
        };
        RegisterRequest: {
            /** @description The parameters of key derivation in the client. */
            kdf?: components["schemas"]["KdfRequest"];
            /** @description base64 of 16 random bytes. */
            encryption_salt?: string;
            /** @description base64: a key that the client sealed. The server cannot open it. */
            protected_user_key?: string;
            /** @description Converted to lower case, then it must match `^[a-z0-9][a-z0-9._@+-]{1,126}[a-z0-9]$`. It never changes. It must have no @: an administrator can give such a name. */
            username: string;
            /** @description Not yours until you verify it. */
            email: string;
            /** @description Send this or login_secret. By default 12 to 256 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused. */
            password?: string;
            /** @description Send this or password: base64url of 32 bytes that the client derives from a password. The server never sees that password. Needs kdf and encryption_salt. */
            login_secret?: string;
        };
        RegisteredResponse: {
            /** Format: uuid */
            id: string;
            username: string;
            message: string;
        };
        PreloginRequest: {
            username: string;
        };
        PreloginResponse: {
            kdf: components["schemas"]["KdfResponse"];
            /** @description base64 of 16 bytes. */
            encryption_salt: string;
        };
        IssuedResetResponse: {
            /**
             * @description `mail`: the token was mailed to the user. `response`: it is in this answer.
             * @enum {string}
             */
            delivery: "mail" | "response";
            /** @description Set if no mail reaches the user: give it to them. It is not shown again. */
            reset_token: string | null;
            /** Format: date-time */
            expires_at: string;
        };
        SessionResponse: {
            /** Format: uuid */
            id: string;
            /**
             * Format: date-time
             * @description When the user logged in.
             */
            created_at: string;
            /**
             * Format: date-time
             * @description The last refresh. Until the first refresh: the login.
             */
            last_refreshed_at: string;
            /**
             * Format: date-time
             * @description When it ends, unless it is refreshed before.
             */
            expires_at: string;
            /** @description The address of the login. Null: it was not known. */
            ip: string | null;
            /** @description The User-Agent of the login. */
            user_agent: string | null;
            /** @description Whether the session has shown a second factor that counts. */
            second_factor: boolean;
            /** @description Whether this session made the request. */
            current: boolean;
        };
        SessionPageResponse: {
            items: components["schemas"]["SessionResponse"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ReauthenticateRequest: {
            /** @description Your password. */
            password?: string;
            /** @description Your login secret, if the account has one: base64url of 32 bytes that the client derives from a password. The server never sees that password. */
            login_secret?: string;
            /**
             * @description Where the code comes from: `totp` from an authenticator app, `recovery` from your recovery codes. It uses up the recovery code.
             * @enum {string}
             */
            method?: "totp" | "recovery";
            /** @description The code of `method`. */
            code?: string;
        };
        FreshResponse: {
            /**
             * Format: date-time
             * @description Until then the session counts as fresh.
             */
            fresh_until: string;
        };
        VerifyMfaRequest: {
            /** @description The mfa_token in the answer to the login. */
            mfa_token: string;
            /**
             * @description One of the `mfa_methods` in the answer to the login.
             * @enum {string}
             */
            method: "totp" | "email" | "recovery";
            /** @description Six digits, or a recovery code such as `k3v7q-2mzpa`. Spaces do not matter. */
            code: string;
        };
        SendMfaCodeRequest: {
            /** @description The mfa_token in the answer to the login. */
            mfa_token: string;
        };
        TotpBegunResponse: {
            /** @description The secret in base32, for typing it into an app. */
            secret: string;
            otpauth_url: string;
            /**
             * Format: byte
             * @description A PNG picture of the QR code of `otpauth_url`, in base64.
             */
            qr_png: string;
        };
        ConfirmFactorRequest: {
            /** @description Six digits. Spaces do not matter. */
            code: string;
        };
        FactorEnabledResponse: {
            /** @description Ten recovery codes, each for one login. They are not shown again. Null if the account keeps its codes: they are replaced only with the first factor that counts. */
            recovery_codes: string[] | null;
        };
        RecoveryCodesResponse: {
            /** @description Ten recovery codes, each for one login. They are not shown again. */
            recovery_codes: string[];
        };
        AcceptInvitationRequest: {
            /** @description The parameters of key derivation in the client. */
            kdf?: components["schemas"]["KdfRequest"];
            /** @description base64 of 16 random bytes. */
            encryption_salt?: string;
            /** @description base64: a key that the client sealed. The server cannot open it. */
            protected_user_key?: string;
            /** @description Send this or login_secret. By default 12 to 256 characters, with upper case, lower case, a digit and a special character. Common passwords, passwords that are easy to guess, and passwords that contain the username, are refused. */
            password?: string;
            /** @description Send this or password: base64url of 32 bytes that the client derives from a password. The server never sees that password. Needs kdf and encryption_salt. */
            login_secret?: string;
            /** @description The token that was mailed to you, or that an administrator gave you. */
            token: string;
        };
        ChangeEmailRequest: {
            /** @description The new address. */
            email: string;
        };
        ExchangeRequest: {
            /** @description The token (JWT) that an identity provider made for the program. */
            subject_token: string;
            /** @description The name or the id of the service account that the program acts as. */
            service_account: string;
        };
        ExchangedTokenResponse: {
            /** @description Send it as `Authorization: Bearer <token>`. */
            access_token: string;
            /** @enum {string} */
            token_type: "bearer";
            /** @description Lifetime of the access token, in seconds: at most the `ttl` of the binding, and never longer than the subject_token works. */
            expires_in: number;
        };
        CreateSecretBody: {
            /** @description Where the secret is kept. Policies decide by it. It never changes. */
            path: string;
            /** @description The value: any text of at most 64 KiB in UTF-8. It may be empty. Encode binary values first, for example in base64. Or an object of texts, numbers, true, false and null: it is kept as its JSON text, and `field` of a reveal gives one member. An object with objects, lists or members without a name is sent as a text. */
            value: string | {
                [key: string]: string | number | boolean | null;
            };
            /** @description What the secret is for. Not sealed, and shown to everyone who may list the secret: put no secret here. */
            description?: string | null;
            /** @description Who answers for the secret: a person or a team. Free text, shown to everyone who may list the secret. */
            owner?: string | null;
            /** @description Words to find the secret by: `GET /secrets?tag=` lists the secrets with a tag. */
            tags?: string[];
            /**
             * Format: date-time
             * @description RFC 3339, in the future. From then on, the secret is not revealed. Null: never.
             */
            expires_at?: string | null;
        };
        MaskedSecret: {
            /** Format: uuid */
            id: string;
            path: string;
            description: string | null;
            /** @description Who answers for the secret. Null: nobody is named. */
            owner: string | null;
            tags: string[];
            /** @description Always null. Reveal the secret to read its value. */
            value: null;
            /** @enum {boolean} */
            masked: true;
            /** @description The current version. */
            version: number;
            /** @description How many versions can be revealed. */
            versions_kept: number;
            /** @enum {string} */
            state: "live" | "deleted";
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /**
             * Format: uuid
             * @description The account that created the secret.
             */
            created_by: string;
        };
        MaskedSecretPage: {
            items: components["schemas"]["MaskedSecret"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        Revealed: {
            /** Format: uuid */
            id: string;
            path: string;
            version: number;
            /** @description The value, or the field of it that was asked for. */
            value: string;
            /**
             * @description `json`: `value` is the text of a JSON object.
             * @enum {string}
             */
            format: "text" | "json";
        };
        PutSecretBody: {
            /** @description The value: any text of at most 64 KiB in UTF-8. It may be empty. Encode binary values first, for example in base64. Or an object of texts, numbers, true, false and null: it is kept as its JSON text, and `field` of a reveal gives one member. An object with objects, lists or members without a name is sent as a text. */
            value: string | {
                [key: string]: string | number | boolean | null;
            };
            /** @description What the secret is for. Not sealed, and shown to everyone who may list the secret: put no secret here. */
            description?: string | null;
            /** @description Who answers for the secret: a person or a team. Free text, shown to everyone who may list the secret. */
            owner?: string | null;
            /** @description Words to find the secret by: `GET /secrets?tag=` lists the secrets with a tag. */
            tags?: string[];
            /**
             * Format: date-time
             * @description RFC 3339, in the future. From then on, the secret is not revealed. Null: never.
             */
            expires_at?: string | null;
        };
        UpdateSecretBody: {
            /** @description What the secret is for. Not sealed, and shown to everyone who may list the secret: put no secret here. */
            description?: string | null;
            /** @description Who answers for the secret: a person or a team. Free text, shown to everyone who may list the secret. */
            owner?: string | null;
            /** @description Words to find the secret by: `GET /secrets?tag=` lists the secrets with a tag. */
            tags?: string[];
            /**
             * Format: date-time
             * @description RFC 3339, in the future. From then on, the secret is not revealed. Null: never.
             */
            expires_at?: string | null;
        };
        RevealManyBody: {
            /** @description The paths of the secrets, each once. */
            paths: string[];
            /**
             * @description True: if one path cannot be revealed, nothing is, and the answer is 422 `batch_incomplete`.
             * @default false
             */
            all_or_nothing: boolean;
        };
        RefusedPath: {
            path: string;
            /**
             * @description What a reveal of this path alone would answer. `not_found`: absent, or hidden from you.
             * @enum {string}
             */
            code: "not_found" | "forbidden" | "second_factor_required" | "secret_expired";
            /**
             * Format: uuid
             * @description The id of the decision. The audit has its reason.
             */
            decision_id?: string;
        };
        RevealedBatchAnswer: {
            /** @description In the order of `paths`. */
            items: components["schemas"]["Revealed"][];
            /** @description The paths that could not be revealed, in their order. */
            errors: components["schemas"]["RefusedPath"][];
        };
        RotateSecretBody: {
            /** @description The value: any text of at most 64 KiB in UTF-8. It may be empty. Encode binary values first, for example in base64. Or an object of texts, numbers, true, false and null: it is kept as its JSON text, and `field` of a reveal gives one member. An object with objects, lists or members without a name is sent as a text. */
            value: string | {
                [key: string]: string | number | boolean | null;
            };
            /**
             * Format: date-time
             * @description RFC 3339, in the future. Null: never. Absent: stays as it is. A secret that has expired needs it: without it, nobody could reveal the new value.
             */
            expires_at?: string | null;
        };
        SecretVersionItem: {
            version: number;
            /**
             * @description `destroyed`: the ciphertext is gone for good.
             * @enum {string}
             */
            state: "current" | "archived" | "destroyed";
            /** Format: date-time */
            created_at: string;
            /** Format: uuid */
            created_by: string;
        };
        SecretVersionPage: {
            /** @description The newest first. */
            items: components["schemas"]["SecretVersionItem"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ShareSecretBody: {
            /**
             * @description How long the link works: a whole number with `m`, `h` or `d`, at most `7d`.
             * @default 1d
             */
            expires_in: string;
            /**
             * @description How often it may be opened, by anybody who has the link.
             * @default 1
             */
            views: number;
            /** @description A word to the recipient. The page shows it with the value, and your list shows it. Not sealed. */
            recipient_note?: string | null;
        };
        MadeShareAnswer: {
            /** Format: uuid */
            id: string;
            /**
             * @description `opened`: as often as it may be. `ended`: by you, or with the secret or its version.
             * @enum {string}
             */
            state: "open" | "opened" | "ended" | "expired";
            /** @description The version of the secret that it gives. */
            version: number;
            views: number;
            /** @description When it was opened, the first time first. The answer of an opening may have been lost on its way. */
            opened_at: string[];
            /**
             * Format: date-time
             * @description When the link was first used after the last opening. You got a mail then.
             */
            tried_again_at: string | null;
            recipient_note: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description When it was ended. Null: it was not.
             */
            ended_at: string | null;
            /**
             * Format: uri
             * @description The link for the recipient. Shown once. Send it in a way that you would send the value.
             */
            url: string;
            /** @description The token of the link, for `POST /unwrap`. Shown once. */
            token: string;
        };
        Share: {
            /** Format: uuid */
            id: string;
            /**
             * @description `opened`: as often as it may be. `ended`: by you, or with the secret or its version.
             * @enum {string}
             */
            state: "open" | "opened" | "ended" | "expired";
            /** @description The version of the secret that it gives. */
            version: number;
            views: number;
            /** @description When it was opened, the first time first. The answer of an opening may have been lost on its way. */
            opened_at: string[];
            /**
             * Format: date-time
             * @description When the link was first used after the last opening. You got a mail then.
             */
            tried_again_at: string | null;
            recipient_note: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description When it was ended. Null: it was not.
             */
            ended_at: string | null;
        };
        SharePage: {
            /** @description The newest first. */
            items: components["schemas"]["Share"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        CreateRecordBody: {
            /**
             * @description The type of the value. `card_number`: a card number of 16 digits, with a right check digit if the operator asks for it; spaces and hyphens are dropped. `iban`: an IBAN (ISO 13616) with the length of its country and right check digits; spaces are dropped. `national_id`: a national id of at most 128 characters that matches `NATIONAL_ID_PATTERN` of the server. `phone`: a phone number in E.164 form: + and 7 to 15 digits, the country code first; spaces, hyphens, dots and brackets are dropped. `text`: a text of 1 to 16,384 bytes in well-formed UTF-8.
             * @enum {string}
             */
            data_type: "card_number" | "iban" | "national_id" | "phone" | "text";
            /** @description A value of its type. It is kept in the one form of its type, for example without spaces. */
            value: string;
        };
        RecordAnswer: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            data_type: "card_number" | "iban" | "national_id" | "phone" | "text";
            /** @description The value. With `masked=true`, its mask: twelve asterisks and the last four characters. A text, and a value of fewer than ten characters, is masked by the asterisks alone. */
            value: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        RecordPageAnswer: {
            items: components["schemas"]["RecordAnswer"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        ReplaceRecordBody: {
            /**
             * @description The type never changes. Leave it out, or send the present one.
             * @enum {string}
             */
            data_type?: "card_number" | "iban" | "national_id" | "phone" | "text";
            /** @description The new value, of the same type. The old value is gone. */
            value: string;
        };
        RecordDeletedAnswer: {
            message: string;
        };
        CreateEntryBody: {
            /** @description Kept as it is and not sealed. Put nothing here that the server must not know. */
            name?: string | null;
            /** @description What the client sealed. The server never looks into it. base64 of 1 to 262144 bytes. */
            ciphertext: string;
            /** @description The nonce of the seal. Never use a nonce twice under one key. base64 of exactly 12 bytes. */
            iv: string;
            /** @description The authentication tag of the seal. base64 of exactly 16 bytes. */
            tag: string;
            /** @description More data of the client. Our client authenticates it and does not encrypt it. base64 of 1 to 4096 bytes. */
            meta?: string | null;
            /** @description The generation of the vault that the client sealed for. Required once any re-key has begun. */
            generation?: number;
            /**
             * Format: uuid
             * @description A UUIDv7 that the client chose, so that its seal can authenticate it. Absent: the server makes one.
             */
            id?: string;
        };
        EntryAnswer: {
            /** Format: uuid */
            id: string;
            name: string | null;
            /** @description base64. */
            ciphertext: string;
            /** @description base64 of 12 bytes. */
            iv: string;
            /** @description base64 of 16 bytes. */
            tag: string;
            /** @description base64. Not encrypted by our client. */
            meta: string | null;
            /** @description The generation that the client sealed for. */
            generation: number;
            /** @description The ETag without its quotes. */
            revision: number;
            /** @enum {boolean} */
            deleted: false;
            /** Format: date-time */
            created_at: string;
            /**
             * Format: date-time
             * @description When this revision was written.
             */
            updated_at: string;
        };
        ListedEntry: {
            /** Format: uuid */
            id: string;
            name: string | null;
            /** @description base64. */
            ciphertext: string | null;
            /** @description base64 of 12 bytes. */
            iv: string | null;
            /** @description base64 of 16 bytes. */
            tag: string | null;
            /** @description base64. Not encrypted by our client. */
            meta: string | null;
            generation: number | null;
            /** @description Of a deleted entry: its last revision. */
            revision: number;
            /** @description Deleted entries are listed only with `since`. */
            deleted: boolean;
            /** Format: date-time */
            created_at: string | null;
            /** Format: date-time */
            updated_at: string | null;
        };
        EntryPageAnswer: {
            /** @description In the order of their last changes. */
            items: components["schemas"]["ListedEntry"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
            /** @description From the last page: the `since` of the next list. */
            revision: number;
            /** @description The present generation of the vault. */
            generation: number;
            /** @description True: the list holds all entries, so every other entry is deleted. False: it holds the changes since. The same on every page. */
            full: boolean;
        };
        UpdateEntryBody: {
            /** @description Kept as it is and not sealed. Put nothing here that the server must not know. */
            name?: string | null;
            /** @description What the client sealed. The server never looks into it. base64 of 1 to 262144 bytes. */
            ciphertext: string;
            /** @description The nonce of the seal. Never use a nonce twice under one key. base64 of exactly 12 bytes. */
            iv: string;
            /** @description The authentication tag of the seal. base64 of exactly 16 bytes. */
            tag: string;
            /** @description More data of the client. Our client authenticates it and does not encrypt it. base64 of 1 to 4096 bytes. */
            meta?: string | null;
            /** @description The generation of the vault that the client sealed for. Required once any re-key has begun. */
            generation?: number;
        };
        EntryHistoryAnswer: {
            /** @description The newest first. */
            items: components["schemas"]["EntryAnswer"][];
        };
        BeginRekeyBody: {
            /** @description The new generation's key, wrapped by the client under its user key. base64 of 1 to 1024 bytes. */
            wrapped_key: string;
        };
        RekeyAnswer: {
            /** Format: uuid */
            id: string;
            /** @description The generation that the re-key makes. It was never used before. */
            generation: number;
            /** @description The vault's revision. Before you publish, list what has changed since, and stage it again. */
            base_revision: number;
        };
        StagedEntryBody: {
            /** @description Kept as it is and not sealed. Put nothing here that the server must not know. */
            name?: string | null;
            /** @description What the client sealed. The server never looks into it. base64 of 1 to 262144 bytes. */
            ciphertext: string;
            /** @description The nonce of the seal. Never use a nonce twice under one key. base64 of exactly 12 bytes. */
            iv: string;
            /** @description The authentication tag of the seal. base64 of exactly 16 bytes. */
            tag: string;
            /** @description More data of the client. Our client authenticates it and does not encrypt it. base64 of 1 to 4096 bytes. */
            meta?: string | null;
            /** Format: uuid */
            id: string;
            /** @description The revision that was sealed again. The staged entry becomes the next one. */
            revision: number;
        };
        StageEntriesBody: {
            /** @description Entries with different ids. */
            entries: components["schemas"]["StagedEntryBody"][];
        };
        StagedAnswer: {
            /** @description How many entries of this request were staged. */
            staged: number;
        };
        PublishRekeyBody: {
            /** @description Each live entry of the vault exactly once, with the revision that was sealed again. */
            manifest: string[];
        };
        PublishedGenerationAnswer: {
            /** @description The present generation of the vault. */
            generation: number;
            /** @description The vault's revision. */
            revision: number;
            /** @description The number of live entries. */
            entries: number;
        };
        PreviousGenerationAnswer: {
            generation: number;
            /** @description base64. Null for the first generation. */
            wrapped_key: string | null;
            /** @description How many entries it had. */
            entries: number;
            /** Format: date-time */
            superseded_at: string;
            /**
             * Format: date-time
             * @description From then on it is gone.
             */
            restorable_until: string;
        };
        OpenRekeyAnswer: {
            /** Format: uuid */
            id: string;
            generation: number;
        };
        GenerationsAnswer: {
            /** @description The number of the key that the client seals under now. */
            generation: number;
            /** @description base64: the generation's key, wrapped by the client. Null for the first: it follows from the client's own key. */
            wrapped_key: string | null;
            /** @description The vault's revision. 0: it never held anything. */
            revision: number;
            /** @description The generation that can be restored. Null: none. */
            previous: components["schemas"]["PreviousGenerationAnswer"] | null;
            /** @description The open re-key. Null: none. */
            rekey: components["schemas"]["OpenRekeyAnswer"] | null;
        };
        EarlierKeyAnswer: {
            /** @description The key, as verifiers are given it (C2SP signed-note). */
            vkey: string;
            /**
             * Format: date-time
             * @description When it stops signing. Its earlier signatures stay valid.
             */
            signs_until: string;
        };
        RotatedKeyAnswer: {
            /** @description The new key, as verifiers are given it (C2SP signed-note). */
            vkey: string;
            /** @description All earlier keys, the oldest first. */
            earlier: components["schemas"]["EarlierKeyAnswer"][];
        };
        AuditKeyItem: {
            /** @description The key as verifiers take it (C2SP signed-note). */
            vkey: string;
            /**
             * @description `active`: signs. `retiring`: signs beside a newer key for a while. `retired`: signs no more.
             * @enum {string}
             */
            state: "active" | "retiring" | "retired";
        };
        AuditKeyList: {
            /** @description The oldest first. */
            items: components["schemas"]["AuditKeyItem"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
            /** @description The keys that sign now, and the witnesses, as a policy for verifiers (C2SP tlog-policy). Get it once over a way that you trust, and keep it. */
            policy: string;
            /** @description The size of the newest checkpoint. */
            tree_size: number;
            /** @description The size of the newest checkpoint that has as many cosignatures of witnesses as the policy asks for. Null: there is none. A witness that does not answer holds up no checkpoint, so this may stay behind `tree_size`. */
            witnessed_size: number | null;
        };
        AuditConsistencyAnswer: {
            /** @description The size of the older tree. */
            from: number;
            /** @description The size of the newer tree. */
            to: number;
            /** @description Each is the base64 of 32 bytes, SHA-256 (RFC 9162, section 2.1). None if both sizes are equal. */
            hashes: string[];
            /** @description The newest signed checkpoint, if it has the size `to`. Null: you have one of that size. */
            checkpoint: string | null;
        };
        AuditProofAnswer: {
            /** @description The number of the record. */
            seq: number;
            /** @description The place of its leaf: `seq` minus 1. */
            index: number;
            /** @description How many leaves the tree has. */
            tree_size: number;
            /** @description The base64 of the root of the tree. */
            root: string;
            /** @description The exact text of the leaf. Its hash is SHA-256 over a byte 0 and its UTF-8 bytes. It names nobody: for names, addresses and reasons it has commitments. */
            leaf: string;
            /** @description Each is the base64 of 32 bytes, SHA-256 (RFC 9162, section 2.1). */
            hashes: string[];
            /** @description The signed checkpoint of this size (C2SP tlog-checkpoint). Null: it is not kept here, and you have it if you gave its `size`. */
            checkpoint: string | null;
        };
        AuditReceiptItem: {
            /** @description The number of the record. */
            seq: number;
            /** @description The place of its leaf: `seq` minus 1. */
            index: number;
            /** @description The exact text of the leaf. */
            leaf: string;
            /** @description Each is the base64 of 32 bytes, SHA-256 (RFC 9162, section 2.1). Null: no published checkpoint covers the record yet. Ask again in some seconds. */
            hashes: string[] | null;
        };
        AuditReceiptPage: {
            /** @description The newest first. */
            items: components["schemas"]["AuditReceiptItem"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
            /** @description How many leaves the tree of the checkpoint has. Null: there is no checkpoint yet. */
            tree_size: number | null;
            /** @description The base64 of its root. */
            root: string | null;
            /** @description The signed checkpoint that all proofs of this page lead to (C2SP tlog-checkpoint). */
            checkpoint: string | null;
        };
        AuditBundleRequest: {
            /** @description From the record of this number on. It begins earlier, where a tile begins. Default: the first. */
            from_seq?: number;
            /** @description To the record of this number. It ends later, where a tile ends. Default: the newest that is covered. */
            to_seq?: number;
            /** @description With the names, addresses and reasons that were not erased, each with its salt. That needs `audit:export-personal`, too. */
            personal: boolean;
        };
        WitnessKeys: {
            /** @description The name of each key. */
            name: string;
            /** @description Keys of the type 0x04 (cosignatures), the oldest first. More than one while an old key retires. */
            vkeys: string[];
        };
        ApproleLoginRequest: {
            /** @description The name or the id of the service account. */
            role_id: string;
            /** @description A key of the service account. */
            secret_id: string;
        };
        LoginAuth: {
            /** @description Send it as `X-Vault-Token`. */
            client_token: string;
            /**
             * Format: uuid
             * @description The key. Null after an exchange.
             */
            accessor: string | null;
            /** @description The roles that count now. Empty after an exchange. */
            policies: string[];
            /** @description The same. */
            token_policies: string[];
            /** @description The service account, as the request named it. */
            metadata: {
                [key: string]: string;
            };
            /** @description Seconds that the token works. */
            lease_duration: number;
            /** @enum {boolean} */
            renewable: false;
            /**
             * Format: uuid
             * @description The account. Null after an exchange.
             */
            entity_id: string | null;
            /**
             * @description It cannot be renewed or revoked here.
             * @enum {string}
             */
            token_type: "batch";
            /** @enum {boolean} */
            orphan: true;
            /** @enum {integer} */
            num_uses: 0;
        };
        VaultLoginResponse: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /** @enum {string} */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            data: null;
            wrap_info: null;
            warnings: null;
            auth: components["schemas"]["LoginAuth"];
        };
        JwtLoginRequest: {
            /** @description The name or the id of the service account that the program acts as. */
            role: string;
            /** @description The token (JWT) that an identity provider made for the program. */
            jwt: string;
        };
        RenewSelfRequest: {
            /** @description Taken and without effect: no token can be renewed. */
            increment?: number | string;
        };
        TokenFields: {
            /**
             * Format: uuid
             * @description The session, key or binding of the token.
             */
            accessor: string;
            /** @description The username, or the name of the service account. */
            display_name: string;
            /**
             * Format: uuid
             * @description The account.
             */
            entity_id: string;
            /** Format: date-time */
            expire_time: string | null;
            /** @enum {integer} */
            explicit_max_ttl: 0;
            /** @description The token that you sent. */
            id: string;
            meta: null;
            /** @enum {integer} */
            num_uses: 0;
            /** @enum {boolean} */
            orphan: true;
            /** @enum {string} */
            path: "auth/token";
            /** @description The roles that count now. */
            policies: string[];
            /** @enum {boolean} */
            renewable: false;
            /** @description Seconds that the token works on. */
            ttl: number;
            /**
             * @description `service`: of a session. `batch`: of a program; it cannot be renewed or revoked here.
             * @enum {string}
             */
            type: "service" | "batch";
        };
        TokenResponse: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["TokenFields"];
        };
        SysHealthResponse: {
            /** @enum {boolean} */
            initialized: true;
            /** @description True while a part of the server does not work. */
            sealed: boolean;
            /** @enum {boolean} */
            standby: false;
            /** @enum {boolean} */
            performance_standby: false;
            /** @enum {string} */
            replication_performance_mode: "disabled";
            /** @enum {string} */
            replication_dr_mode: "disabled";
            /** @description Seconds since 1970. */
            server_time_utc: number;
            /** @description The version of Coffer. */
            version: string;
            /** @enum {string} */
            cluster_name: "coffer";
        };
        SealStatusResponse: {
            /** @enum {string} */
            type: "coffer";
            /** @enum {boolean} */
            initialized: true;
            /** @description True while a part of the server does not work. */
            sealed: boolean;
            /** @enum {integer} */
            t: 1;
            /** @enum {integer} */
            n: 1;
            /** @enum {integer} */
            progress: 0;
            /** @enum {string} */
            nonce: "";
            /** @description The version of Coffer. */
            version: string;
            /** @enum {boolean} */
            migration: false;
            /** @enum {boolean} */
            recovery_seal: false;
            /** @enum {string} */
            cluster_name: "coffer";
        };
        SysInitResponse: {
            /** @enum {boolean} */
            initialized: true;
        };
        SysLeaderResponse: {
            /** @enum {boolean} */
            ha_enabled: false;
            /** @enum {boolean} */
            is_self: false;
            /** @enum {string} */
            leader_address: "";
            /** @enum {string} */
            leader_cluster_address: "";
            /** @enum {boolean} */
            performance_standby: false;
        };
        MountOptions: {
            /**
             * @description The version of KV.
             * @enum {string}
             */
            version: "2";
        };
        MountConfig: {
            /** @enum {integer} */
            default_lease_ttl: 0;
            /** @enum {integer} */
            max_lease_ttl: 0;
            /** @enum {boolean} */
            force_no_cache: false;
        };
        MountFields: {
            /** @enum {string} */
            type: "kv";
            description: string;
            /** @enum {string} */
            accessor: "kv_coffer";
            /** @enum {string} */
            uuid: "coffer";
            /** @enum {boolean} */
            local: false;
            /** @enum {boolean} */
            seal_wrap: false;
            /** @enum {boolean} */
            external_entropy_access: false;
            options: components["schemas"]["MountOptions"];
            config: components["schemas"]["MountConfig"];
        };
        MountsResponse: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            /** @description The mounts by their paths. */
            data: {
                [key: string]: components["schemas"]["MountFields"];
            };
        };
        VisibleMounts: {
            /** @description The mounts by their paths. */
            secret: {
                [key: string]: components["schemas"]["MountFields"];
            };
            /** @description None is listed. */
            auth: Record<string, never>;
        };
        VisibleMountsResponse: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["VisibleMounts"];
        };
        MountAtFields: {
            /** @enum {string} */
            type: "kv";
            description: string;
            /** @enum {string} */
            accessor: "kv_coffer";
            /** @enum {string} */
            uuid: "coffer";
            /** @enum {boolean} */
            local: false;
            /** @enum {boolean} */
            seal_wrap: false;
            /** @enum {boolean} */
            external_entropy_access: false;
            options: components["schemas"]["MountOptions"];
            config: components["schemas"]["MountConfig"];
            /** @description The mount, with a slash at its end. */
            path: string;
        };
        MountAtResponse: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["MountAtFields"];
        };
        CapabilitiesRequest: {
            paths?: string[];
            /** @description One path instead of `paths`. */
            path?: string;
            /** @description Your own token, if anything. */
            token?: string;
        };
        CapabilitiesResponse: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            /** @description By each path, what you may do there: `deny` alone if nothing. With one path also as `capabilities`. */
            data: {
                [key: string]: ("create" | "delete" | "deny" | "list" | "patch" | "read" | "update")[];
            };
        };
        KvWriteOptions: {
            /** @description The version that must be current; 0: there must be no secret. Otherwise the answer is 400. Absent: whatever is there. */
            cas?: number | string | null;
        };
        KvWriteBody: {
            /** @description The fields: any JSON. Kept as the JSON text; the one field `value` with a text is kept as that text. */
            data: {
                [key: string]: unknown;
            };
            options?: components["schemas"]["KvWriteOptions"] | null;
            /** @description Read where `options` has no `cas`. 0 says nothing here. */
            cas?: number | string | null;
        };
        KvVersionData: {
            /** Format: date-time */
            created_time: string;
            /** @description When the secret was deleted or expires. Empty: neither. */
            deletion_time: string;
            destroyed: boolean;
            /** @description What the secret is described by. Null: nothing, or you may not read the secret. */
            custom_metadata: {
                [key: string]: string;
            } | null;
            version: number;
        };
        KvWriteAnswer: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["KvVersionData"];
        };
        KvReadData: {
            /** @description The fields of a value that is a JSON object. Any other value is the one field `value`. */
            data: {
                [key: string]: unknown;
            } | null;
            metadata: components["schemas"]["KvVersionData"];
        };
        KvReadAnswer: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["KvReadData"];
        };
        KvSubkeysData: {
            /** @description The names of the fields, with null in place of each value. */
            subkeys: {
                [key: string]: unknown;
            } | null;
            metadata: components["schemas"]["KvVersionData"];
        };
        KvSubkeysAnswer: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["KvSubkeysData"];
        };
        KvVersionsBody: {
            versions: (number | string)[] | string;
        };
        KvSecretData: {
            /** @enum {boolean} */
            cas_required: false;
            /** @enum {string} */
            delete_version_after: "0s";
            /** Format: date-time */
            created_time: string;
            current_version: number;
            /** @description What the secret is described by. Null: nothing, or you may not read the secret. */
            custom_metadata: {
                [key: string]: string;
            } | null;
            /**
             * @description As `config` says.
             * @enum {integer}
             */
            max_versions: 0;
            /** @description 0: no version was dropped. */
            oldest_version: number;
            /** Format: date-time */
            updated_time: string;
            /** @description By their numbers. */
            versions: {
                [key: string]: components["schemas"]["KvVersionState"];
            };
        };
        KvSecretAnswer: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["KvSecretData"];
        };
        KvNames: {
            /** @description In their order. What ends with `/` is a level below. */
            keys: string[];
        };
        KvListAnswer: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["KvNames"];
        };
        KvVersionState: {
            /** Format: date-time */
            created_time: string;
            /** @description When the secret was deleted or expires. Empty: neither. */
            deletion_time: string;
            destroyed: boolean;
        };
        KvMetadataBody: {
            /** @description `description` and `owner` are those of the secret. Every other name is a tag: `"team": "shop"` is the tag `team:shop`. `tags` are the tags without a name, with commas between them. POST and PUT replace all of it. PATCH merges, and null takes a member away. */
            custom_metadata?: {
                [key: string]: string | null;
            };
            /** @description Cannot be set: only the value that is so already is taken. */
            max_versions?: number | null;
            /** @description Cannot be set: only the value that is so already is taken. */
            cas_required?: false | null;
            /** @description Cannot be set: only the value that is so already is taken. */
            delete_version_after?: ("" | "0" | "0s") | number | null;
            /** @description Cannot be set: only the value that is so already is taken. */
            metadata_cas_required?: false | null;
        };
        KvConfigData: {
            /** @enum {boolean} */
            cas_required: false;
            /** @enum {string} */
            delete_version_after: "0s";
            /** @description How many versions the operator keeps. */
            max_versions: number;
        };
        KvConfigAnswer: {
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /**
             * @description Coffer has no leases.
             * @enum {string}
             */
            lease_id: "";
            /** @enum {boolean} */
            renewable: false;
            /** @enum {integer} */
            lease_duration: 0;
            wrap_info: null;
            warnings: null;
            auth: null;
            data: components["schemas"]["KvConfigData"];
        };
        LivenessView: {
            /** @enum {string} */
            status: "alive";
        };
        StreamStateView: {
            behind: number;
            oldest_seconds: number;
        };
        ReadinessView: {
            /** @enum {string} */
            status: "ready" | "not_ready";
            /** @description The parts that the server depends on, and the state of each. */
            parts: {
                [key: string]: "up" | "down";
            };
            /**
             * @description `in_doubt` after the wall clock jumped, or while the nodes disagree about the time: what cannot be undone (purges, destroyed keys, sweeps) waits. Everything else works.
             * @enum {string}
             */
            clock: "settled" | "in_doubt";
            /**
             * @description The room on the disk of the store. `low`: free some. `reserve`: only reading, deleting and logins of administrators work, the rest is 507 `store_full`. `last`: of the reads only those that help to free room.
             * @enum {string}
             */
            room: "ample" | "low" | "reserve" | "last";
            /** @description How many audit records the receiver of `AUDIT_STREAM` has not acknowledged, and the age of the oldest of them, as of 5 s ago at most. Null: there is no such receiver. */
            audit_stream: components["schemas"]["StreamStateView"] | null;
            /**
             * @description The signed checkpoints of the audit. `late`: records wait for one for more than a minute. `refused`: the store contradicts what was signed of it, so nothing is signed until an operator has looked. `off`: none are made. Requests go on whatever it is.
             * @enum {string}
             */
            checkpoints: "current" | "late" | "refused" | "off";
            /**
             * @description The old records of the audit, which one node looks at again, slowly. `altered`: this node found one, or a tile over it, that is not what was signed, or an open intent that is gone or cannot be read; the log of the server says which. `off`: nobody looks.
             * @enum {string}
             */
            audit_records: "intact" | "altered" | "off";
            /**
             * @description `split`: another node signs access tokens that this node refuses, since their `JWT_SECRET`, `JWT_ISSUER` or `JWT_AUDIENCE` differ; so clients behind a balancer get 401. Each node says so for itself, within 10 s of the start of the other one. `shared`: this node knows of none.
             * @enum {string}
             */
            access_tokens: "shared" | "split";
            /**
             * @description Which node appends the audit records of this one. `each_node`: `NODE_ADDRESS` is not set, so each node appends its own. With it, `another_node` on all nodes but one. `this_node` on several for long: they do not reach each other, and the log says why; or commits take more than 200 ms on average, so that each appends its own, and no log says so.
             * @enum {string}
             */
            audit_appender: "this_node" | "another_node" | "each_node";
        };
        CreateApiKeyRequest: {
            /** @description How long the key works: a whole number and s, m, h or d. Not together with `expires_at`. */
            expires_in?: string;
            /**
             * Format: date-time
             * @description Until when the key works. At most API_KEY_MAX_AGE ahead.
             */
            expires_at?: string;
            /** @description What the key is for. Not unique, and never changes. */
            name: string;
            /** @description Addresses or CIDR blocks. From elsewhere the key does not work. Absent: it works from everywhere. */
            allowed_ips?: string[];
            /** @description Statements as in a policy. They only narrow: the key may do what the roles of the account and these statements both allow. At most 200 resources and 16 KiB. Absent: all that the roles allow. */
            scope?: components["schemas"]["StatementBody"][];
        };
        CreatedApiKeyResponse: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description What the key begins with. It is not secret, and tells which key somebody has. */
            prefix: string;
            /**
             * @description An active key works only while its account does.
             * @enum {string}
             */
            state: "active" | "expired" | "ended";
            /** @description Addresses and CIDR blocks that it works from. Null: from everywhere. */
            allowed_ips: string[] | null;
            /** @description What narrows the roles of the account. Null: nothing does. */
            scope: components["schemas"]["StatementBody"][] | null;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description Each node writes it down at most once in 5 minutes. Null: never, as far as it was written down.
             */
            last_used_at: string | null;
            /** @description The address of that use. Null: not known. */
            last_used_ip: string | null;
            /**
             * Format: uuid
             * @description The key that this one replaces.
             */
            predecessor: string | null;
            /**
             * Format: uuid
             * @description The key that replaces it.
             */
            successor: string | null;
            /** Format: date-time */
            ended_at: string | null;
            /**
             * @description `leaked`: somebody found it and reported it.
             * @enum {string|null}
             */
            ended_because: "ended" | "leaked" | null;
            /**
             * Format: uuid
             * @description The account that made it.
             */
            created_by: string;
            /** Format: date-time */
            created_at: string;
            /** @description The key. It is shown only now. Null if it is handed over, and in the answer to a repeated request with the same Idempotency-Key: end the key and make another one if you have lost it. */
            key: string | null;
            /** @description With `wrap`: the token that opens the key at `POST /unwrap`, once. It is shown only now, and the key to nobody else. */
            wrap_token: string | null;
            /**
             * Format: date-time
             * @description Until when `wrap_token` works.
             */
            wrap_expires_at: string | null;
        };
        HandedOverResponse: {
            /** @enum {string} */
            state: "open" | "opened" | "ended" | "expired";
            /**
             * Format: date-time
             * @description When somebody got the key. Null: nobody did.
             */
            opened_at: string | null;
            /**
             * Format: date-time
             * @description When the token was first used after that. Its maker got a mail.
             */
            tried_again_at: string | null;
            /** Format: date-time */
            expires_at: string;
        };
        ListedApiKeyResponse: {
            /** Format: uuid */
            id: string;
            name: string;
            /** @description What the key begins with. It is not secret, and tells which key somebody has. */
            prefix: string;
            /**
             * @description An active key works only while its account does.
             * @enum {string}
             */
            state: "active" | "expired" | "ended";
            /** @description Addresses and CIDR blocks that it works from. Null: from everywhere. */
            allowed_ips: string[] | null;
            /** @description What narrows the roles of the account. Null: nothing does. */
            scope: components["schemas"]["StatementBody"][] | null;
            /** Format: date-time */
            expires_at: string;
            /**
             * Format: date-time
             * @description Each node writes it down at most once in 5 minutes. Null: never, as far as it was written down.
             */
            last_used_at: string | null;
            /** @description The address of that use. Null: not known. */
            last_used_ip: string | null;
            /**
             * Format: uuid
             * @description The key that this one replaces.
             */
            predecessor: string | null;
            /**
             * Format: uuid
             * @description The key that replaces it.
             */
            successor: string | null;
            /** Format: date-time */
            ended_at: string | null;
            /**
             * @description `leaked`: somebody found it and reported it.
             * @enum {string|null}
             */
            ended_because: "ended" | "leaked" | null;
            /**
             * Format: uuid
             * @description The account that made it.
             */
            created_by: string;
            /** Format: date-time */
            created_at: string;
            /** @description For a key that was made with `wrap`, until 7 days after its token works no longer. Null for others. */
            handed_over: components["schemas"]["HandedOverResponse"] | null;
        };
        ApiKeyPage: {
            /** @description The newest first, with those that were over in the last 30 days. */
            items: components["schemas"]["ListedApiKeyResponse"][];
            /** @description Only null means the end. */
            next_cursor: string | null;
        };
        RotateApiKeyRequest: {
            /** @description How long the key works: a whole number and s, m, h or d. Not together with `expires_at`. */
            expires_in?: string;
            /**
             * Format: date-time
             * @description Until when the key works. At most API_KEY_MAX_AGE ahead.
             */
            expires_at?: string;
            /**
             * @description How long the older key works on, at most: a whole number and s, m, h or d.
             * @default 24h
             */
            overlap: string;
        };
        LeakedKeyRequest: {
            /** @description The key that was found. */
            key: string;
        };
        LeakedKeyResponse: {
            message: string;
        };
        /** @description An error as clients of Vault expect it. Empty: there is nothing at the path. */
        VaultErrors: {
            errors: string[];
        };
        /** @description An error, in the format of RFC 9457. */
        Problem: {
            /**
             * Format: uri
             * @description The kind of problem, as a URN. Stable.
             */
            type: string;
            /** @description The kind of problem, in words. */
            title: string;
            /** @description The HTTP status of the answer. */
            status: number;
            /**
             * @description The kind of problem, for programs. Stable.
             * @enum {string}
             */
            code: "malformed_body" | "validation_failed" | "unauthenticated" | "invalid_credentials" | "invalid_code" | "invalid_mfa_token" | "invalid_refresh_token" | "invalid_invitation" | "invalid_reset_token" | "invalid_setup_token" | "invalid_wrap_token" | "invalid_subject_token" | "forbidden" | "password_change_required" | "person_required" | "reauthentication_required" | "registration_closed" | "checkpoint_untrusted" | "second_factor_required" | "not_found" | "field_not_found" | "no_checkpoint" | "not_included_yet" | "method_not_allowed" | "request_timeout" | "built_in" | "checkpoint_forked" | "conflict" | "email_taken" | "email_unverified" | "generation_stale" | "id_taken" | "issuer_taken" | "key_not_rotatable" | "in_use" | "last_administrator" | "limit_reached" | "mail_not_configured" | "manifest_mismatch" | "mfa_mandatory" | "mfa_not_enabled" | "model_full" | "name_taken" | "path_taken" | "public_url_missing" | "rekey_open" | "username_taken" | "variable_collision" | "vault_full" | "version_current" | "already_unwrapped" | "record_archived" | "secret_expired" | "precondition_failed" | "body_too_large" | "unsupported_media_type" | "expectation_failed" | "idempotency_key_reused" | "not_an_object" | "answer_too_large" | "batch_incomplete" | "checkpoint_inconsistent" | "variable_invalid" | "precondition_required" | "rate_limited" | "head_too_large" | "internal_error" | "audit_unavailable" | "authorization_unavailable" | "busy" | "key_missing" | "keyring_unavailable" | "outcome_unknown" | "outcome_unrecorded" | "provider_unavailable" | "store_damaged" | "store_unavailable" | "store_full";
            /** @description What is wrong with this request. It names fields and never shows values. */
            detail: string;
            /**
             * Format: uuid
             * @description The same as in X-Request-Id.
             */
            request_id: string;
            /** @description The wrong fields (`validation_failed`), a field that is given twice (`malformed_body`), or the wrong entries (`manifest_mismatch`). */
            errors?: {
                /** @description The path of the field, for example `tags[2]`. */
                field: string;
                /** @description The rule that the field breaks. */
                code: string;
                /** @description The rule, in words. */
                message: string;
            }[];
            /** @description For a request about several paths: those that are wrong, each with its own `code`. */
            paths?: {
                /** @description The path of a secret. */
                path: string;
                /**
                 * @description What is wrong with this path.
                 * @enum {string}
                 */
                code: "malformed_body" | "validation_failed" | "unauthenticated" | "invalid_credentials" | "invalid_code" | "invalid_mfa_token" | "invalid_refresh_token" | "invalid_invitation" | "invalid_reset_token" | "invalid_setup_token" | "invalid_wrap_token" | "invalid_subject_token" | "forbidden" | "password_change_required" | "person_required" | "reauthentication_required" | "registration_closed" | "checkpoint_untrusted" | "second_factor_required" | "not_found" | "field_not_found" | "no_checkpoint" | "not_included_yet" | "method_not_allowed" | "request_timeout" | "built_in" | "checkpoint_forked" | "conflict" | "email_taken" | "email_unverified" | "generation_stale" | "id_taken" | "issuer_taken" | "key_not_rotatable" | "in_use" | "last_administrator" | "limit_reached" | "mail_not_configured" | "manifest_mismatch" | "mfa_mandatory" | "mfa_not_enabled" | "model_full" | "name_taken" | "path_taken" | "public_url_missing" | "rekey_open" | "username_taken" | "variable_collision" | "vault_full" | "version_current" | "already_unwrapped" | "record_archived" | "secret_expired" | "precondition_failed" | "body_too_large" | "unsupported_media_type" | "expectation_failed" | "idempotency_key_reused" | "not_an_object" | "answer_too_large" | "batch_incomplete" | "checkpoint_inconsistent" | "variable_invalid" | "precondition_required" | "rate_limited" | "head_too_large" | "internal_error" | "audit_unavailable" | "authorization_unavailable" | "busy" | "key_missing" | "keyring_unavailable" | "outcome_unknown" | "outcome_unrecorded" | "provider_unavailable" | "store_damaged" | "store_unavailable" | "store_full";
                /** @description The id of the decision about this path. */
                decision_id?: string;
            }[];
            /** @description For 403 and 404: the id of the decision. The audit has its reason under this id. */
            decision_id?: string;
        };
    };
    responses: {
        /** @description The body cannot be read (`malformed_body`); The request is not valid (`validation_failed`) */
        "400.malformed_body.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid access token (`unauthenticated`) */
        "401.unauthenticated": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not permitted (`forbidden`); The password must be changed first (`password_change_required`); A second factor is needed (`second_factor_required`) */
        "403.forbidden.password_change_required.second_factor_required": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too many requests (`rate_limited`) */
        "429.rate_limited": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                RateLimit: components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Internal error (`internal_error`) */
        "500.internal_error": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "503.audit_unavailable.authorization_unavailable.busy.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The disk of the store is almost full (`store_full`) */
        "507.store_full": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); Too many roles and policies (`model_full`); The name is taken (`name_taken`) */
        "409.conflict.model_full.name_taken": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large (`body_too_large`) */
        "413.body_too_large": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Unsupported media type (`unsupported_media_type`) */
        "415.unsupported_media_type": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The Idempotency-Key belongs to another request (`idempotency_key_reused`) */
        "422.idempotency_key_reused": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "503.audit_unavailable.authorization_unavailable.busy.outcome_unknown.outcome_unrecorded.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not found (`not_found`) */
        "404.not_found": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Built in (`built_in`); Not possible in the present state (`conflict`); The last administrator must stay (`last_administrator`); Too many roles and policies (`model_full`) */
        "409.built_in.conflict.last_administrator.model_full": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Changed since it was read (`precondition_failed`) */
        "412.precondition_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Built in (`built_in`); Not possible in the present state (`conflict`); In use (`in_use`); The last administrator must stay (`last_administrator`) */
        "409.built_in.conflict.in_use.last_administrator": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Built in (`built_in`); The last administrator must stay (`last_administrator`); Too many roles and policies (`model_full`) */
        "409.built_in.last_administrator.model_full": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Built in (`built_in`); In use (`in_use`) */
        "409.built_in.in_use": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`) */
        "409.conflict": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid token of a hand-over (`invalid_wrap_token`) */
        "401.invalid_wrap_token": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Opened before (`already_unwrapped`) */
        "410.already_unwrapped": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Busy (`busy`); The keyring lacks the key (`key_missing`); The keyring does not answer (`keyring_unavailable`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "503.audit_unavailable.busy.key_missing.keyring_unavailable.outcome_unknown.outcome_unrecorded.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); As many as there may be (`limit_reached`); The username is taken (`username_taken`) */
        "409.conflict.limit_reached.username_taken": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The keyring lacks the key (`key_missing`); The keyring does not answer (`keyring_unavailable`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "503.audit_unavailable.authorization_unavailable.busy.key_missing.keyring_unavailable.outcome_unknown.outcome_unrecorded.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); The last administrator must stay (`last_administrator`); As many as there may be (`limit_reached`) */
        "409.conflict.last_administrator.limit_reached": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); The last administrator must stay (`last_administrator`) */
        "409.conflict.last_administrator": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); As many as there may be (`limit_reached`) */
        "409.conflict.limit_reached": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The password must be changed first (`password_change_required`); Only people can do this (`person_required`); Authenticate again first (`reauthentication_required`); A second factor is needed (`second_factor_required`) */
        "403.password_change_required.person_required.reauthentication_required.second_factor_required": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The password must be changed first (`password_change_required`); A second factor is needed (`second_factor_required`) */
        "403.password_change_required.second_factor_required": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); Another provider has this issuer and audience (`issuer_taken`); As many as there may be (`limit_reached`); The name is taken (`name_taken`) */
        "409.conflict.issuer_taken.limit_reached.name_taken": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); Another provider has this issuer and audience (`issuer_taken`) */
        "409.conflict.issuer_taken": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Wrong setup token (`invalid_setup_token`) */
        "401.invalid_setup_token": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The username is taken (`username_taken`) */
        "409.username_taken": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Wrong username or password (`invalid_credentials`) */
        "401.invalid_credentials": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Busy (`busy`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "503.audit_unavailable.busy.outcome_unknown.outcome_unrecorded.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid refresh token (`invalid_refresh_token`) */
        "401.invalid_refresh_token": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Only people can do this (`person_required`) */
        "403.person_required": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Wrong username or password (`invalid_credentials`); No valid access token (`unauthenticated`) */
        "401.invalid_credentials.unauthenticated": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid reset token (`invalid_reset_token`) */
        "401.invalid_reset_token": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The password must be changed first (`password_change_required`); Only people can do this (`person_required`) */
        "403.password_change_required.person_required": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description This server sends no mail (`mail_not_configured`) */
        "409.mail_not_configured": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Wrong code (`invalid_code`); No valid access token (`unauthenticated`) */
        "401.invalid_code.unauthenticated": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); The e-mail address is taken (`email_taken`) */
        "409.conflict.email_taken": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Registration is closed (`registration_closed`) */
        "403.registration_closed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Wrong code (`invalid_code`); Wrong username or password (`invalid_credentials`); No valid access token (`unauthenticated`) */
        "401.invalid_code.invalid_credentials.unauthenticated": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Wrong code (`invalid_code`); Wrong username or password (`invalid_credentials`); No valid MFA token (`invalid_mfa_token`) */
        "401.invalid_code.invalid_credentials.invalid_mfa_token": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid MFA token (`invalid_mfa_token`) */
        "401.invalid_mfa_token": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); This server sends no mail (`mail_not_configured`); No such second factor on this account (`mfa_not_enabled`) */
        "409.conflict.mail_not_configured.mfa_not_enabled": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); A role asks for a second factor (`mfa_mandatory`); No such second factor on this account (`mfa_not_enabled`) */
        "409.conflict.mfa_mandatory.mfa_not_enabled": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); No such second factor on this account (`mfa_not_enabled`) */
        "409.conflict.mfa_not_enabled": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The e-mail address is not verified (`email_unverified`); This server sends no mail (`mail_not_configured`) */
        "409.email_unverified.mail_not_configured": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid invitation (`invalid_invitation`) */
        "401.invalid_invitation": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No valid subject token (`invalid_subject_token`) */
        "401.invalid_subject_token": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "WWW-Authenticate": components["headers"]["WwwAuthenticate"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Busy (`busy`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The identity provider does not answer (`provider_unavailable`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "503.audit_unavailable.busy.outcome_unknown.outcome_unrecorded.provider_unavailable.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); The path is taken (`path_taken`) */
        "409.conflict.path_taken": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The secret has expired (`secret_expired`) */
        "410.secret_expired": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The value has no such field (`field_not_found`); Not found (`not_found`) */
        "404.field_not_found.not_found": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The value has no fields (`not_an_object`) */
        "422.not_an_object": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The keyring lacks the key (`key_missing`); The keyring does not answer (`keyring_unavailable`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "503.audit_unavailable.authorization_unavailable.busy.key_missing.keyring_unavailable.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description More than one answer holds (`answer_too_large`); Not every path could be revealed (`batch_incomplete`) */
        "422.answer_too_large.batch_incomplete": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The path is taken (`path_taken`) */
        "409.path_taken": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Two values have one variable (`variable_collision`) */
        "409.variable_collision": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description More than one answer holds (`answer_too_large`); No name of a variable (`variable_invalid`) */
        "422.answer_too_large.variable_invalid": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The version is current (`version_current`) */
        "409.version_current": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); As many as there may be (`limit_reached`); PUBLIC_URL is not set (`public_url_missing`) */
        "409.conflict.limit_reached.public_url_missing": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The password must be changed first (`password_change_required`); Only people can do this (`person_required`); A second factor is needed (`second_factor_required`) */
        "403.password_change_required.person_required.second_factor_required": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); Made for another generation of the vault (`generation_stale`); The id is taken (`id_taken`); The vault is full (`vault_full`) */
        "409.conflict.generation_stale.id_taken.vault_full": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Made for another generation of the vault (`generation_stale`) */
        "409.generation_stale": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description If-Match is required (`precondition_required`) */
        "428.precondition_required": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible in the present state (`conflict`); Another re-key is open (`rekey_open`) */
        "409.conflict.rekey_open": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The vault is full (`vault_full`) */
        "409.vault_full": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The manifest does not match the vault (`manifest_mismatch`) */
        "409.manifest_mismatch": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Another re-key is open (`rekey_open`) */
        "409.rekey_open": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such checkpoint (`no_checkpoint`) */
        "404.no_checkpoint": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such checkpoint (`no_checkpoint`); No checkpoint covers it yet (`not_included_yet`) */
        "404.no_checkpoint.not_included_yet": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Archived (`record_archived`) */
        "410.record_archived": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such checkpoint (`no_checkpoint`); Not found (`not_found`) */
        "404.no_checkpoint.not_found": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such checkpoint (`no_checkpoint`); Not found (`not_found`); No checkpoint covers it yet (`not_included_yet`) */
        "404.no_checkpoint.not_found.not_included_yet": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No known key signed the checkpoint (`checkpoint_untrusted`) */
        "403.checkpoint_untrusted": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The tree was not extended (`checkpoint_inconsistent`) */
        "422.checkpoint_inconsistent": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Busy (`busy`); The keyring lacks the key (`key_missing`); The keyring does not answer (`keyring_unavailable`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "503.audit_unavailable.busy.key_missing.keyring_unavailable.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Wrong username or password (`invalid_credentials`); The body cannot be read (`malformed_body`); Unsupported media type (`unsupported_media_type`); The request is not valid (`validation_failed`) */
        "dialect.400.invalid_credentials.malformed_body.unsupported_media_type.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The body is too large (`body_too_large`) */
        "dialect.413.body_too_large": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description Too many requests (`rate_limited`) */
        "dialect.429.rate_limited": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                "RateLimit-Policy": components["headers"]["RateLimitPolicy"];
                RateLimit: components["headers"]["RateLimit"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description Internal error (`internal_error`) */
        "dialect.500.internal_error": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Busy (`busy`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "dialect.503.audit_unavailable.busy.outcome_unknown.outcome_unrecorded.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description No valid subject token (`invalid_subject_token`); The body cannot be read (`malformed_body`); Unsupported media type (`unsupported_media_type`); The request is not valid (`validation_failed`) */
        "dialect.400.invalid_subject_token.malformed_body.unsupported_media_type.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Busy (`busy`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The identity provider does not answer (`provider_unavailable`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "dialect.503.audit_unavailable.busy.outcome_unknown.outcome_unrecorded.provider_unavailable.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The body cannot be read (`malformed_body`); Unsupported media type (`unsupported_media_type`); The request is not valid (`validation_failed`) */
        "dialect.400.malformed_body.unsupported_media_type.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The password must be changed first (`password_change_required`); A second factor is needed (`second_factor_required`); No valid access token (`unauthenticated`) */
        "dialect.403.password_change_required.second_factor_required.unauthenticated": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The store is damaged (`store_damaged`); The disk of the store is almost full (`store_full`); The store does not answer (`store_unavailable`) */
        "dialect.503.audit_unavailable.authorization_unavailable.busy.outcome_unknown.outcome_unrecorded.store_damaged.store_full.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description Not possible in the present state (`conflict`); The body cannot be read (`malformed_body`); The request is not valid (`validation_failed`) */
        "dialect.400.conflict.malformed_body.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description No valid access token (`unauthenticated`) */
        "dialect.403.unauthenticated": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The store is damaged (`store_damaged`); The store does not answer (`store_unavailable`) */
        "dialect.503.audit_unavailable.authorization_unavailable.busy.outcome_unknown.outcome_unrecorded.store_damaged.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The body cannot be read (`malformed_body`); The request is not valid (`validation_failed`) */
        "dialect.400.malformed_body.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The store is damaged (`store_damaged`); The disk of the store is almost full (`store_full`); The store does not answer (`store_unavailable`) */
        "dialect.503.audit_unavailable.authorization_unavailable.busy.store_damaged.store_full.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Busy (`busy`); The store is damaged (`store_damaged`); The disk of the store is almost full (`store_full`); The store does not answer (`store_unavailable`) */
        "dialect.503.audit_unavailable.busy.store_damaged.store_full.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description As many as there may be (`limit_reached`); The body cannot be read (`malformed_body`); The request is not valid (`validation_failed`) */
        "dialect.400.limit_reached.malformed_body.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description Not permitted (`forbidden`); The password must be changed first (`password_change_required`); A second factor is needed (`second_factor_required`); No valid access token (`unauthenticated`) */
        "dialect.403.forbidden.password_change_required.second_factor_required.unauthenticated": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The keyring lacks the key (`key_missing`); The keyring does not answer (`keyring_unavailable`); The store is damaged (`store_damaged`); The disk of the store is almost full (`store_full`); The store does not answer (`store_unavailable`) */
        "dialect.503.audit_unavailable.authorization_unavailable.busy.key_missing.keyring_unavailable.store_damaged.store_full.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description Not possible in the present state (`conflict`); The body cannot be read (`malformed_body`); Changed since it was read (`precondition_failed`); Unsupported media type (`unsupported_media_type`); The request is not valid (`validation_failed`) */
        "dialect.400.conflict.malformed_body.precondition_failed.unsupported_media_type.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description Not found (`not_found`) */
        "dialect.404.not_found": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The audit cannot be written (`audit_unavailable`); Policies cannot be read (`authorization_unavailable`); Busy (`busy`); The keyring lacks the key (`key_missing`); The keyring does not answer (`keyring_unavailable`); The outcome is unknown (`outcome_unknown`); Done, but its outcome is not recorded yet (`outcome_unrecorded`); The store is damaged (`store_damaged`); The disk of the store is almost full (`store_full`); The store does not answer (`store_unavailable`) */
        "dialect.503.audit_unavailable.authorization_unavailable.busy.key_missing.keyring_unavailable.outcome_unknown.outcome_unrecorded.store_damaged.store_full.store_unavailable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description The body cannot be read (`malformed_body`); Changed since it was read (`precondition_failed`); Unsupported media type (`unsupported_media_type`); The request is not valid (`validation_failed`) */
        "dialect.400.malformed_body.precondition_failed.unsupported_media_type.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description As many as there may be (`limit_reached`); The body cannot be read (`malformed_body`); The path is taken (`path_taken`); Unsupported media type (`unsupported_media_type`); The request is not valid (`validation_failed`) */
        "dialect.400.limit_reached.malformed_body.path_taken.unsupported_media_type.validation_failed": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description Not possible in the present state (`conflict`); As many as there may be (`limit_reached`); The body cannot be read (`malformed_body`); Unsupported media type (`unsupported_media_type`); The request is not valid (`validation_failed`); The version is current (`version_current`) */
        "dialect.400.conflict.limit_reached.malformed_body.unsupported_media_type.validation_failed.version_current": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["VaultErrors"];
            };
        };
        /** @description Not possible in the present state (`conflict`); The key cannot be rotated now (`key_not_rotatable`) */
        "409.conflict.key_not_rotatable": {
            headers: {
                "X-Request-Id": components["headers"]["RequestId"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description The id of this request. The server makes it and writes it to the answer, the log and the audit record. */
        RequestId: string;
        /** @description Seconds to wait before trying again. */
        RetryAfter: number;
        /** @description The limit that is used up: its name, `q`, how much it allows, and `w`, its window in seconds. The name says who is limited for what, for example `login-address` or `account`. Absent if too many requests of the caller are at work at once. */
        RateLimitPolicy: string;
        /** @description The same limit: `r`, what is left of it, and `t`, the seconds until it allows a request again. */
        RateLimit: string;
        /** @description How to authenticate. `error="invalid_token"`: the access token has expired, or does not work. */
        WwwAuthenticate: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    auditList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
                /** @description The id of the account that acted. */
                actor?: string;
                /** @description What was done. */
                action?: "audit:export-personal" | "audit:read" | "audit:rotate" | "identity_provider:delete" | "identity_provider:list" | "identity_provider:read" | "identity_provider:write" | "key:read" | "key:rotate" | "policy:delete" | "policy:list" | "policy:read" | "policy:write" | "role:delete" | "role:list" | "role:read" | "role:write" | "secret:delete" | "secret:destroy" | "secret:list" | "secret:read" | "secret:reveal" | "secret:rotate" | "secret:share" | "secret:write" | "service_account:delete" | "service_account:disable" | "service_account:enable" | "service_account:list" | "service_account:read" | "service_account:write" | "user:delete" | "user:disable" | "user:enable" | "user:invite" | "user:list" | "user:read" | "user:reset-factors" | "user:reset-password" | "user:unlock" | "user:write" | "auth:delete" | "auth:email-change" | "auth:email-verify" | "auth:exchange" | "auth:invitation-accept" | "auth:key" | "auth:key-leaked" | "auth:login" | "auth:logout" | "auth:me" | "auth:mfa-challenge" | "auth:mfa-code" | "auth:mfa-disable" | "auth:mfa-enable" | "auth:mfa-verify" | "auth:password" | "auth:password-forgot" | "auth:password-reset" | "auth:reauthenticate" | "auth:receipts" | "auth:recovery-codes" | "auth:refresh" | "auth:register" | "auth:session-end" | "auth:sessions" | "entry:create" | "entry:delete" | "entry:history" | "entry:list" | "entry:read" | "entry:update" | "sensitive-data:create" | "sensitive-data:delete" | "sensitive-data:list" | "sensitive-data:read" | "sensitive-data:update" | "setup:complete" | "tools:passwords" | "vault:generations" | "vault:rekey-abandon" | "vault:rekey-begin" | "vault:rekey-publish" | "vault:rekey-stage" | "vault:restore" | "wrap:end" | "wrap:list" | "wrap:open" | "audit:adopt" | "audit:archive" | "audit:checkpoint" | "audit:erase" | "audit:restore" | "audit:scrub" | "clock:jump" | "key:complete" | "key:destroy" | "key:retire" | "policy:repair";
                /** @description The id of the object; or the path of a secret, such as `prod/db/password`, or the name of a role, a policy or a key. A path finds the records of every secret that was ever there, and of every attempt to make one. It does not find records that older versions of Coffer wrote: those name only the id. */
                resource?: string;
                /** @description The outcome. */
                outcome?: "allowed" | "succeeded" | "failed" | "unknown" | "denied";
                /** @description The address of the client, or the network of counted attempts, such as 203.0.113.0/24. Erased addresses are not found. */
                ip?: string;
                /** @description From this time on (RFC 3339). */
                from?: string;
                /** @description Before this time (RFC 3339). */
                to?: string;
                /** @description The `X-Request-Id` of an answer. It finds the intent and its outcome. */
                request_id?: string;
                /** @description The `decision_id` of an answer. It finds the refusal and its reason. */
                decision_id?: string;
                /** @description What the caller acted by, as `credential_id` of a record names it: a session, or a key or a binding of a service account. */
                credential?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditLogPage"];
                };
            };
        };
    };
    auditExport: {
        parameters: {
            query?: {
                /** @description The id of the account that acted. */
                actor?: string;
                /** @description What was done. */
                action?: "audit:export-personal" | "audit:read" | "audit:rotate" | "identity_provider:delete" | "identity_provider:list" | "identity_provider:read" | "identity_provider:write" | "key:read" | "key:rotate" | "policy:delete" | "policy:list" | "policy:read" | "policy:write" | "role:delete" | "role:list" | "role:read" | "role:write" | "secret:delete" | "secret:destroy" | "secret:list" | "secret:read" | "secret:reveal" | "secret:rotate" | "secret:share" | "secret:write" | "service_account:delete" | "service_account:disable" | "service_account:enable" | "service_account:list" | "service_account:read" | "service_account:write" | "user:delete" | "user:disable" | "user:enable" | "user:invite" | "user:list" | "user:read" | "user:reset-factors" | "user:reset-password" | "user:unlock" | "user:write" | "auth:delete" | "auth:email-change" | "auth:email-verify" | "auth:exchange" | "auth:invitation-accept" | "auth:key" | "auth:key-leaked" | "auth:login" | "auth:logout" | "auth:me" | "auth:mfa-challenge" | "auth:mfa-code" | "auth:mfa-disable" | "auth:mfa-enable" | "auth:mfa-verify" | "auth:password" | "auth:password-forgot" | "auth:password-reset" | "auth:reauthenticate" | "auth:receipts" | "auth:recovery-codes" | "auth:refresh" | "auth:register" | "auth:session-end" | "auth:sessions" | "entry:create" | "entry:delete" | "entry:history" | "entry:list" | "entry:read" | "entry:update" | "sensitive-data:create" | "sensitive-data:delete" | "sensitive-data:list" | "sensitive-data:read" | "sensitive-data:update" | "setup:complete" | "tools:passwords" | "vault:generations" | "vault:rekey-abandon" | "vault:rekey-begin" | "vault:rekey-publish" | "vault:rekey-stage" | "vault:restore" | "wrap:end" | "wrap:list" | "wrap:open" | "audit:adopt" | "audit:archive" | "audit:checkpoint" | "audit:erase" | "audit:restore" | "audit:scrub" | "clock:jump" | "key:complete" | "key:destroy" | "key:retire" | "policy:repair";
                /** @description The id of the object; or the path of a secret, such as `prod/db/password`, or the name of a role, a policy or a key. A path finds the records of every secret that was ever there, and of every attempt to make one. It does not find records that older versions of Coffer wrote: those name only the id. */
                resource?: string;
                /** @description The outcome. */
                outcome?: "allowed" | "succeeded" | "failed" | "unknown" | "denied";
                /** @description The address of the client, or the network of counted attempts, such as 203.0.113.0/24. Erased addresses are not found. */
                ip?: string;
                /** @description From this time on (RFC 3339). */
                from?: string;
                /** @description Before this time (RFC 3339). */
                to?: string;
                /** @description The `X-Request-Id` of an answer. It finds the intent and its outcome. */
                request_id?: string;
                /** @description The `decision_id` of an answer. It finds the refusal and its reason. */
                decision_id?: string;
                /** @description What the caller acted by, as `credential_id` of a record names it: a session, or a key or a binding of a service account. */
                credential?: string;
                /** @description JSON lines, or comma-separated values. */
                format?: "ndjson" | "csv";
                /** @description Begin the CSV with a byte order mark, so that Excel reads it as UTF-8. */
                bom?: "true" | "false";
                /** @description From this number on. To go on after an export that broke off, or to add to an earlier one: the last exported `seq` plus 1. */
                from_seq?: number;
                /** @description Up to this number, which is included. Not given: up to now. */
                to_seq?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One record a line. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
        };
    };
    rolesList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RolePageAnswer"];
                };
            };
        };
    };
    rolesCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRoleBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleAnswer"];
                };
            };
        };
    };
    rolesGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the role. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleAnswer"];
                };
            };
        };
    };
    rolesReplace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the role. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceRoleBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleAnswer"];
                };
            };
        };
    };
    rolesRemove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the role. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The role is removed. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    policiesList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyPageAnswer"];
                };
            };
        };
    };
    policiesCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 1024 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreatePolicyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyAnswer"];
                };
            };
        };
    };
    policiesGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the policy. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyAnswer"];
                };
            };
        };
    };
    policiesReplace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the policy. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 1024 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplacePolicyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyAnswer"];
                };
            };
        };
    };
    policiesRemove: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the policy. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy is removed. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    keysShowMaster: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MasterKeyAnswer"];
                };
            };
        };
    };
    keysRotateMaster: {
        parameters: {
            query?: {
                /** @description `true`: the answer comes when the rotation is done, or after 60 s. */
                wait?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description With `wait=true`: the rotation is done. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedAnswer"];
                };
            };
            /** @description The new rotation, or the one that was running already. */
            202: {
                headers: {
                    /** @description Where to follow the rotation. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotationAnswer"];
                };
            };
        };
    };
    keysRotateSecrets: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new rotation, or the one that was running already. */
            202: {
                headers: {
                    /** @description Where to follow the rotation. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotationAnswer"];
                };
            };
        };
    };
    keysRotateUser: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new rotation, or the one that was running already. */
            202: {
                headers: {
                    /** @description Where to follow the rotation. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotationAnswer"];
                };
            };
        };
    };
    keysFind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the rotation. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotationAnswer"];
                };
            };
        };
    };
    unwrapUnwrap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnwrapRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnwrappedAnswer"];
                };
            };
        };
    };
    usersList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
                /** @description A part of the username. */
                q?: string;
                /** @description The name of a role that the users have, such as `auditor`. */
                role?: string;
                /** @description The state of the users. */
                state?: "pending" | "invited" | "active" | "disabled" | "deleting";
                /** @description Accounts that expire before this time (RFC 3339), or have expired. */
                expires_before?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPageResponse"];
                };
            };
        };
    };
    usersCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUserResponse"];
                };
            };
        };
    };
    usersGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserResponse"];
                };
            };
        };
    };
    usersReplace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceUserRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserResponse"];
                };
            };
        };
    };
    usersRemove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserReceiptResponse"];
                };
            };
        };
    };
    usersDisable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserResponse"];
                };
            };
        };
    };
    usersEnable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserResponse"];
                };
            };
        };
    };
    userInvitationSend: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationResponse"];
                };
            };
        };
    };
    userInvitationWithdraw: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    accountMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeResponse"];
                };
            };
        };
    };
    ownAccountRemove: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserReceiptResponse"];
                };
            };
        };
    };
    toolsPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["GeneratePasswordRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GeneratedPasswordResponse"];
                };
            };
        };
    };
    serviceAccountsList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
                /** @description A part of the name. */
                q?: string;
                /** @description The name of a role that they have. */
                role?: string;
                /** @description Their state. */
                state?: "active" | "disabled" | "deleting";
                /** @description The username of their owner. */
                owner?: string;
                /** @description Only those whose owner is deleted. Not together with `owner`. */
                without_owner?: "true";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccountPageResponse"];
                };
            };
        };
    };
    serviceAccountsCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateServiceAccountRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccountResponse"];
                };
            };
        };
    };
    serviceAccountsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccountResponse"];
                };
            };
        };
    };
    serviceAccountsReplace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceServiceAccountRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccountResponse"];
                };
            };
        };
    };
    serviceAccountsRemove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account is deleted. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    serviceAccountsDisable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccountResponse"];
                };
            };
        };
    };
    serviceAccountsEnable: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ServiceAccountResponse"];
                };
            };
        };
    };
    identityProvidersList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderPage"];
                };
            };
        };
    };
    identityProvidersCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateIdentityProviderRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderResponse"];
                };
            };
        };
    };
    identityProvidersGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name or the id of the identity provider. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderResponse"];
                };
            };
        };
    };
    identityProvidersReplace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The name or the id of the identity provider. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceIdentityProviderRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityProviderResponse"];
                };
            };
        };
    };
    identityProvidersRemove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name or the id of the identity provider. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The identity provider is removed. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    bindingsList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingPageResponse"];
                };
            };
        };
    };
    bindingsCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateBindingRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingResponse"];
                };
            };
        };
    };
    bindingsGet: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the binding. */
                binding_id: unknown;
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingResponse"];
                };
            };
        };
    };
    bindingsReplace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the binding. */
                binding_id: unknown;
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceBindingRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BindingResponse"];
                };
            };
        };
    };
    bindingsEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the binding. */
                binding_id: unknown;
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The binding has ended. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    setupSetUp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetupRequestBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupResponse"];
                };
            };
        };
    };
    authLogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["LoginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensResponse"] | components["schemas"]["MfaRequiredResponse"];
                };
            };
        };
    };
    authRefresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensResponse"];
                };
            };
        };
    };
    authRefreshAlias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensResponse"];
                };
            };
        };
    };
    authLogout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LogoutRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    accountChangePassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePasswordRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    passwordRecoveryForgot: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ForgotPasswordRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
        };
    };
    passwordRecoveryReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetPasswordRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    emailSend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
        };
    };
    emailVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyEmailRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    registrationRegister: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The path of the account. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredResponse"];
                };
            };
        };
    };
    registrationPrelogin: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreloginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreloginResponse"];
                };
            };
        };
    };
    userRecoveryUnlock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    userRecoveryResetPassword: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IssuedResetResponse"];
                };
            };
        };
    };
    userRecoveryResetFactors: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sessionsList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionPageResponse"];
                };
            };
        };
    };
    sessionsEndAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All sessions have ended. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sessionsEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the session. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has ended. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    reauthenticationProve: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReauthenticateRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FreshResponse"];
                };
            };
        };
    };
    mfaVerify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyMfaRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensResponse"];
                };
            };
        };
    };
    mfaSend: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendMfaCodeRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
        };
    };
    secondFactorsBeginTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpBegunResponse"];
                };
            };
        };
    };
    secondFactorsDisableTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    secondFactorsConfirmTotp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmFactorRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorEnabledResponse"];
                };
            };
        };
    };
    secondFactorsBeginEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
        };
    };
    secondFactorsDisableEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    secondFactorsConfirmEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmFactorRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FactorEnabledResponse"];
                };
            };
        };
    };
    secondFactorsRenewRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodesResponse"];
                };
            };
        };
    };
    invitationAccept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvitationRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    emailChangeAsk: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeEmailRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MessageResponse"];
                };
            };
        };
    };
    emailChangeConfirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerifyEmailRequest"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    exchangeExchange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExchangeRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExchangedTokenResponse"];
                };
            };
        };
    };
    secretsList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
                /** @description The beginning of paths. It may end with `/`, and inside a level: `prod/d` finds `prod/db/password`. */
                prefix?: string;
                /** @description Secrets with exactly this tag. */
                tag?: string;
                /** @description Secrets with exactly this owner, whether letters are composed or not. */
                owner?: string;
                /** @description Secrets that the account with this id created. */
                created_by?: string;
                /** @description Secrets that expire before this time (RFC 3339), also those that have expired. */
                expires_before?: string;
                /** @description Secrets that were last changed or rotated before this time (RFC 3339). */
                updated_before?: string;
                /** @description A text in the path or in the description. Case does not matter, nor whether letters are composed. */
                q?: string;
                /** @description `deleted`: secrets that can be restored. */
                state?: "live" | "deleted";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecretPage"];
                };
            };
        };
    };
    secretsCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 512 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSecretBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecret"];
                };
            };
        };
    };
    secretsFindByPath: {
        parameters: {
            query: {
                /** @description The whole path. */
                path: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecret"];
                };
            };
        };
    };
    secretsPut: {
        parameters: {
            query: {
                /** @description The whole path. */
                path: string;
            };
            header?: {
                /** @description The ETag of what you read, such as `"1"`. 412 if it was changed since, or if there is nothing. `*`: whatever is there, but not nothing. */
                "If-Match"?: string;
                /** @description Only `*`: 412 if there is something already. */
                "If-None-Match"?: string;
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 512 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutSecretBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecret"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecret"];
                };
            };
        };
    };
    secretsReveal: {
        parameters: {
            query: {
                /** @description The whole path. */
                path: string;
                /** @description An earlier version. Absent: the current one. */
                version?: number;
                /** @description If the value is a JSON object: one member of it, as text. A string is given as it is, every other member as its JSON. Absent: the whole value. */
                field?: string;
            };
            header?: {
                /** @description Why you need the value, at most 256 characters. The audit keeps it. */
                "X-Access-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revealed"];
                };
            };
        };
    };
    secretBatchesReveal: {
        parameters: {
            query?: never;
            header?: {
                /** @description Why you need the value, at most 256 characters. The audit keeps it. */
                "X-Access-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RevealManyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevealedBatchAnswer"];
                };
            };
        };
    };
    secretsFind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecret"];
                };
            };
        };
    };
    secretsDelete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    secretsUpdate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateSecretBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecret"];
                };
            };
        };
    };
    secretsRestore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecret"];
                };
            };
        };
    };
    secretBatchesEnvironment: {
        parameters: {
            query: {
                /** @description Where the secrets are: whole levels of paths, with `/` at the end. */
                prefix: string;
                /** @description Also secrets below deeper levels: `prod/app/db/password` gives `DB_PASSWORD` below `prod/app/`. */
                deep?: "true" | "false";
                /** @description Leaves out secrets that you may not reveal and those that have expired, instead of refusing. */
                partial?: "true" | "false";
            };
            header?: {
                /** @description The ETag of what you have. 304 if nothing has changed since. */
                "If-None-Match"?: string;
                /** @description Why you need the value, at most 256 characters. The audit keeps it. */
                "X-Access-Reason"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The versions, for If-None-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: string;
                    };
                };
            };
            /** @description You have these versions. Nothing was opened, and the audit has no reveal. */
            304: {
                headers: {
                    /** @description The versions, for If-None-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    secretVersionsReveal: {
        parameters: {
            query?: {
                /** @description An earlier version. Absent: the current one. */
                version?: number;
                /** @description If the value is a JSON object: one member of it, as text. A string is given as it is, every other member as its JSON. Absent: the whole value. */
                field?: string;
            };
            header?: {
                /** @description Why you need the value, at most 256 characters. The audit keeps it. */
                "X-Access-Reason"?: string;
            };
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revealed"];
                };
            };
        };
    };
    secretVersionsRotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 512 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateSecretBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MaskedSecret"];
                };
            };
        };
    };
    secretVersionsList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretVersionPage"];
                };
            };
        };
    };
    secretVersionsDestroy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The version. */
                n: number;
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    secretSharesShare: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShareSecretBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MadeShareAnswer"];
                };
            };
        };
    };
    secretSharesList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SharePage"];
                };
            };
        };
    };
    secretSharesEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the share. */
                share: string;
                /** @description The id of the secret. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    sensitiveDataList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
                /** @description `true`: values are masked. At most their last four characters are shown. */
                masked?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordPageAnswer"];
                };
            };
        };
    };
    sensitiveDataCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateRecordBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordAnswer"];
                };
            };
        };
    };
    sensitiveDataShow: {
        parameters: {
            query?: {
                /** @description `true`: values are masked. At most their last four characters are shown. */
                masked?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The id of the record. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordAnswer"];
                };
            };
        };
    };
    sensitiveDataReplace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the record. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceRecordBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordAnswer"];
                };
            };
        };
    };
    sensitiveDataRemove: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the record. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordDeletedAnswer"];
                };
            };
        };
    };
    entriesList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
                /** @description The `revision` from the last page of an earlier list: shows the changes since, with deletions. Absent: all entries. */
                since?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryPageAnswer"];
                };
            };
        };
    };
    entriesCreate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 512 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateEntryBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryAnswer"];
                };
            };
        };
    };
    entriesFind: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryAnswer"];
                };
            };
        };
    };
    entriesUpdate: {
        parameters: {
            query?: never;
            header: {
                /** @description The ETag of the revision that you saw. 428 without it or with `*`. 412 if there is a later revision. */
                "If-Match": string;
            };
            path: {
                /** @description The id of the entry. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 512 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateEntryBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    /** @description The revision, for If-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryAnswer"];
                };
            };
        };
    };
    entriesDelete: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you read, such as `"1"`, or several. 412 if it was changed since, and for a weak ETag. Without it, the present revision is changed. */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the entry. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    entriesHistory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the entry. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EntryHistoryAnswer"];
                };
            };
        };
    };
    rekeysBegin: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["BeginRekeyBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    /** @description The path of what was created. */
                    Location?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RekeyAnswer"];
                };
            };
        };
    };
    rekeysStage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the re-key. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 1024 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["StageEntriesBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StagedAnswer"];
                };
            };
        };
    };
    rekeysPublish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the re-key. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 1024 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["PublishRekeyBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedGenerationAnswer"];
                };
            };
        };
    };
    rekeysAbandon: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the re-key. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    generationsShow: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GenerationsAnswer"];
                };
            };
        };
    };
    generationsRestore: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The number of the previous generation. */
                n: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedGenerationAnswer"];
                };
            };
        };
    };
    keyRotationRotate: {
        parameters: {
            query?: never;
            header: {
                /** @description Why the key is rotated, at most 256 characters. The audit keeps it. */
                "X-Access-Reason": string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedKeyAnswer"];
                };
            };
        };
    };
    auditCheckpointsCheckpoint: {
        parameters: {
            query?: {
                /** @description `signed`: the newest. `witnessed`: the newest with as many cosignatures as the policy asks for. */
                kind?: "signed" | "witnessed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The note. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    auditCheckpointsKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditKeyList"];
                };
            };
        };
    };
    auditCheckpointsConsistency: {
        parameters: {
            query: {
                /** @description The size of the older checkpoint. */
                from: number;
                /** @description The size of the newer checkpoint. Default: that of the newest. */
                to?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditConsistencyAnswer"];
                };
            };
        };
    };
    auditTilesEntries: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its place, counted from 0, in groups of three digits, all but the last after an `x`: `000`, or `x001/x234/067`. With `.p/` and a number from 1 to 255 behind it: only so many of its 256, such as `000.p/17`. */
                path: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries, up to 1 MiB. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
        };
    };
    auditTilesTile: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of what you have. 304 if nothing has changed since. */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The level, from 0: the hashes of the leaves. */
                level: number;
                /** @description Its place, counted from 0, in groups of three digits, all but the last after an `x`: `000`, or `x001/x234/067`. With `.p/` and a number from 1 to 255 behind it: only so many of its 256, such as `000.p/17`. */
                path: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The hashes, up to 8 KiB. */
            200: {
                headers: {
                    /** @description Of these hashes, for If-None-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description You have these hashes. */
            304: {
                headers: {
                    /** @description Of these hashes, for If-None-Match. */
                    ETag?: string;
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    auditRecordProofsProve: {
        parameters: {
            query?: {
                /** @description The size of a checkpoint that you have. Default: that of the newest. */
                size?: number;
                /** @description Wait so long for a checkpoint that covers the record: `1s` to `10s`. Default: not at all. */
                wait?: string;
            };
            header?: never;
            path: {
                /** @description The number of the record. */
                seq: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The proof. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditProofAnswer"];
                    "text/plain": string;
                };
            };
        };
    };
    auditReceiptsProve: {
        parameters: {
            query: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
                /** @description The `X-Request-Id` of an answer that you got. */
                request_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditReceiptPage"];
                };
            };
        };
    };
    auditBundlesExport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditBundleRequest"];
            };
        };
        responses: {
            /** @description The bundle: a tar (POSIX ustar). */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/x-tar": string;
                };
            };
        };
    };
    witnessAddCheckpoint: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "text/plain": string;
            };
        };
        responses: {
            /** @description Signature lines of a signed note. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
        };
    };
    witnessKeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WitnessKeys"];
                };
            };
        };
    };
    vaultLoginApproleByPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproleLoginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultLoginResponse"];
                };
            };
        };
    };
    vaultLoginApprole: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApproleLoginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultLoginResponse"];
                };
            };
        };
    };
    vaultLoginJwtByPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["JwtLoginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultLoginResponse"];
                };
            };
        };
    };
    vaultLoginJwt: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["JwtLoginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultLoginResponse"];
                };
            };
        };
    };
    vaultLoginJwtByPutAlias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["JwtLoginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultLoginResponse"];
                };
            };
        };
    };
    vaultLoginJwtAlias: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["JwtLoginRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VaultLoginResponse"];
                };
            };
        };
    };
    tokenRenewSelfByPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenewSelfRequest"];
            };
        };
        responses: never;
    };
    tokenRenewSelf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenewSelfRequest"];
            };
        };
        responses: never;
    };
    tokenRevokeSelfByPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    tokenRevokeSelf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    tokenLookupSelf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenResponse"];
                };
            };
        };
    };
    sysHealth: {
        parameters: {
            query?: {
                /** @description The status instead of 200. */
                activecode?: string;
                /** @description The status instead of 503. */
                sealedcode?: string;
                /** @description Coffer has no such state: taken and without effect. */
                uninitcode?: string;
                /** @description Coffer has no such state: taken and without effect. */
                standbycode?: string;
                /** @description Coffer has no such state: taken and without effect. */
                drsecondarycode?: string;
                /** @description Coffer has no such state: taken and without effect. */
                performancestandbycode?: string;
                /** @description Coffer has no such state: taken and without effect. */
                removedcode?: string;
                /** @description Coffer has no such state: taken and without effect. */
                haunhealthycode?: string;
                /** @description Coffer has no such state: taken and without effect. */
                standbyok?: "true" | "false" | "1" | "0" | "";
                /** @description Coffer has no such state: taken and without effect. */
                perfstandbyok?: "true" | "false" | "1" | "0" | "";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every part is up. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SysHealthResponse"];
                };
            };
        };
    };
    sysSealStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SealStatusResponse"];
                };
            };
        };
    };
    sysInit: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SysInitResponse"];
                };
            };
        };
    };
    sysLeader: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SysLeaderResponse"];
                };
            };
        };
    };
    mountsAll: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MountsResponse"];
                };
            };
        };
    };
    mountsVisible: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VisibleMountsResponse"];
                };
            };
        };
    };
    mountsAt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The mount, or a path below it. */
                path: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MountAtResponse"];
                };
            };
        };
    };
    capabilitiesSelfByPut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CapabilitiesRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CapabilitiesResponse"];
                };
            };
        };
    };
    capabilitiesSelf: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CapabilitiesRequest"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CapabilitiesResponse"];
                };
            };
        };
    };
    kvDataRead: {
        parameters: {
            query?: {
                /** @description An earlier version. Absent, empty, 0 or negative: the current one. */
                version?: string;
            };
            header?: {
                /** @description Why you need the value, at most 256 characters. The audit keeps it. */
                "X-Access-Reason"?: string;
            };
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvReadAnswer"];
                };
            };
        };
    };
    kvDataWriteByPut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 512 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvWriteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvWriteAnswer"];
                };
            };
        };
    };
    kvDataWrite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 512 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvWriteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvWriteAnswer"];
                };
            };
        };
    };
    kvDataDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvDataPatch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 512 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvWriteBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvWriteAnswer"];
                };
            };
        };
    };
    kvDataSubkeys: {
        parameters: {
            query?: {
                /** @description An earlier version. Absent, empty, 0 or negative: the current one. */
                version?: string;
                /** @description How many levels are shown. Absent or 0: all. */
                depth?: string;
            };
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvSubkeysAnswer"];
                };
            };
        };
    };
    kvVersionsDeleteByPut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvVersionsBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvVersionsDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvVersionsBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvVersionsUndeleteByPut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvVersionsBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvVersionsUndelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvVersionsBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvVersionsDestroyByPut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvVersionsBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvVersionsDestroy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvVersionsBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvMetadataShow: {
        parameters: {
            query?: {
                /** @description `true`: lists the names on the level of the path. Absent: shows the metadata of the secret. */
                list?: "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False" | "";
                /** @description Of a list: only names behind this one. */
                after?: string;
                /** @description Of a list: at most so many names. Absent or 0: all of them. */
                limit?: string;
            };
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvSecretAnswer"] | components["schemas"]["KvListAnswer"];
                };
            };
        };
    };
    kvMetadataReplaceByPut: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvMetadataBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvMetadataReplace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvMetadataBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvMetadataDelete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvMetadataMerge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The path of the secret. */
                path: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["KvMetadataBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    kvMetadataConfig: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvConfigAnswer"];
                };
            };
        };
    };
    kvMetadataListFirst: {
        parameters: {
            query?: {
                /** @description `true`: lists the names on the level of the path. Absent: shows the metadata of the secret. */
                list?: "1" | "t" | "T" | "TRUE" | "true" | "True" | "0" | "f" | "F" | "FALSE" | "false" | "False" | "";
                /** @description Of a list: only names behind this one. */
                after?: string;
                /** @description Of a list: at most so many names. Absent or 0: all of them. */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KvListAnswer"];
                };
            };
        };
    };
    healthAlive: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process is alive. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LivenessView"];
                };
            };
        };
    };
    healthReady: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every part is up. */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReadinessView"];
                };
            };
        };
    };
    apiKeysList: {
        parameters: {
            query?: {
                /** @description Items a page at most. Pages may be short. */
                limit?: number;
                /** @description The `next_cursor` of the page before, for the same query. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
        };
    };
    apiKeysCreate: {
        parameters: {
            query?: {
                /** @description Hands the key over: the answer has a token in its place, which opens the key once, for so long (at most `1d`). */
                wrap?: string;
            };
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKeyRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKeyResponse"];
                };
            };
        };
    };
    apiKeysEnd: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the key. */
                key_id: unknown;
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key has ended. */
            204: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    apiKeysRotate: {
        parameters: {
            query?: never;
            header?: {
                /** @description A text that you choose. For 24 h, the same request with the same key makes nothing new and gets the same answer. */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the key. */
                key_id: unknown;
                /** @description The name or the id of the service account. */
                id: unknown;
            };
            cookie?: never;
        };
        /** @description At most 256 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateApiKeyRequest"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedApiKeyResponse"];
                };
            };
        };
    };
    leakedKeysReport: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description At most 16 KiB. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["LeakedKeyRequest"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    "X-Request-Id": components["headers"]["RequestId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LeakedKeyResponse"];
                };
            };
        };
    };
}
