package truenas

// EncodeProvider is what is sent of a provider.
func EncodeProvider(p Provider) (map[string]any, error) { return encodeProvider(p) }
