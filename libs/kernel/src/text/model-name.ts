/** The canonical name of a role or policy. Policies and the fields of users share it. */
export const MODEL_NAME = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
