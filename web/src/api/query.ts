import createQueryHooks from 'openapi-react-query'
import { api } from './client'

/** React Query hooks over the client: `query.useQuery('get', '/api/v1/norms')`. */
export const query = createQueryHooks(api)
