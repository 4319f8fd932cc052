package truenas

// CredentialsOf and TasksOf are the services on any caller.
func CredentialsOf(c Caller) *CredentialService { return &CredentialService{caller: c} }

// TasksOf has no jobs.
func TasksOf(c Caller) *TaskService { return &TaskService{caller: c} }

// EncodeProvider is what is sent of a provider.
func EncodeProvider(p Provider) (map[string]any, error) { return encodeProvider(p) }
