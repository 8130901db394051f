package httpapi

// Understands reports whether the lane answers a request, and lets it.
func (a *API) Understands(request []byte) bool {
	op, call, ok := a.parse(request)
	if ok {
		_ = a.answerCall(op, call, nil)
	}
	return ok
}
