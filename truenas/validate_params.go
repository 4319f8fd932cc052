package truenas

// params are those of cloudsync.credentials.create.
func (s CredentialSpec) params(release Release) ([]any, error) {
	wire, err := s.encode(release == V24_10)
	return []any{wire}, err
}

// params are those of cloudsync.credentials.update.
func (u CredentialUpdate) params(release Release, id int) ([]any, error) {
	wire, err := u.encode(id, release == V24_10)
	return []any{id, wire}, err
}
