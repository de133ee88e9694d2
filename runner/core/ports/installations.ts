/**
 * The installation port: where an adapter keeps what it received when it was installed in a workspace, as bytes that it
 * has encrypted itself. Implemented by `runner/store/installation-rows.ts`.
 */
export interface Installations {
  save(platform: string, workspace: string, secret: Uint8Array): Promise<void>;
  load(platform: string, workspace: string): Promise<Uint8Array | null>;
  remove(platform: string, workspace: string): Promise<void>;
  /** workspace ids */
  list(platform: string): Promise<readonly string[]>;
}
