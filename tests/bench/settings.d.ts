// What site.mjs builds into each application.
declare module 'bench:settings' {
  export const issuer: string;
  export const clientId: string;
  /** The pages' own. */
  export const origin: string;
}
