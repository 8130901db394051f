// Replaced by `make gen` from api/openapi.yaml.
export type paths = Record<never, never>
export type webhooks = Record<string, never>
export interface components {
  schemas: Record<never, never>
}
export type operations = Record<string, never>
