// Stands in until `make gen` writes this file from api/openapi.yaml: every path exists, every body is any.
/* eslint-disable @typescript-eslint/no-explicit-any */
interface Operation {
  parameters: { query?: any; path?: any; header?: any }
  requestBody?: { content: { 'application/json': any } }
  responses: { 200: { headers: any; content: { 'application/json': any } } }
}
interface Item {
  parameters: { query?: any; path?: any; header?: any }
  get: Operation
  post: Operation
  put: Operation
  patch: Operation
  delete: Operation
}
export interface paths {
  [path: string]: Item
}
export interface components {
  schemas: Record<string, any>
}
