package rcloneargs

import "strings"

func s3() provider {
	return provider{
		name: "S3", rclone: "s3", buckets: true, fastList: true, forCredential: s3Service, forTask: s3Task,
		fields: []field{
			{name: "access_key_id", required: true},
			{name: "secret_access_key", required: true},
			{name: "endpoint", fallback: "", webSince: gen25_10},
			{name: "region", fallback: ""},
			{name: "skip_region", fallback: false},
			{name: "signatures_v2", fallback: false},
			{name: "max_upload_parts", fallback: number(10000)},
			{name: "provider", fallback: "Other", since: gen26},
			{name: "force_path_style", fallback: true, since: gen26},
			{name: "sign_accept_encoding", fallback: true, since: gen26},
		},
		attributes: []attribute{
			{name: "region", fallback: ""},
			{name: "encryption"},
			{name: "storage_class", fallback: "", since: gen25_10},
		},
	}
}

// s3Service says which service it is; since 26 the credential does. Scaleway takes
// no more than 1000 parts.
func s3Service(t *translation) error {
	if t.release.generation < gen26 {
		t.config.set("provider", "Other")
	}
	scaleway := strings.HasSuffix(strings.TrimRight(t.credential.text("endpoint"), "/"), ".scw.cloud")
	if parts, ok := t.credential.number("max_upload_parts", 10000); scaleway && ok && parts == 10000 {
		t.config.set("max_upload_parts", number(1000))
	}
	return nil
}

// s3Task chooses the region: the task's, else the credential's, else the default
// of S3. A service without regions gets none, or the one with which rclone makes
// old signatures. TrueNAS's own switches are not for rclone.
func s3Task(t *translation) error {
	own, shared := t.attributes.text("region"), t.credential.text("region")
	switch {
	case t.credential.isTrue("skip_region") && t.credential.isTrue("signatures_v2"):
		t.config.set("region", "other-v2-signature")
	case t.credential.isTrue("skip_region"):
		t.config.set("region", "")
	case pythonStrip(shared) != "":
		if pythonStrip(own) == "" {
			t.config.set("region", shared)
		}
	case own == "":
		t.config.set("region", "us-east-1")
	default:
		t.config.set("region", own)
	}
	t.config.set("server_side_encryption", t.attributes.text("encryption"))
	t.config.remove("encryption", "skip_region", "signatures_v2")
	return nil
}

func storj() provider {
	return provider{
		name: "STORJ_IX", rclone: "s3", buckets: true, fastList: true, forCredential: storjGateway, forTask: storjChunks,
		fields: append(required("access_key_id", "secret_access_key"),
			field{name: "endpoint", fallback: "https://gateway.storjshare.io/", webSince: gen25_04}),
	}
}

// storjGateway is an option of the credential since 25.04.2; before, there is one.
func storjGateway(t *translation) error {
	if !t.config.has("endpoint") {
		t.config.set("endpoint", "https://gateway.storjshare.io")
	}
	t.config.set("provider", "Other")
	return nil
}

// storjChunks are what Storj recommends.
func storjChunks(t *translation) error {
	t.config.set("chunk_size", "64M")
	t.config.set("disable_http2", "true")
	t.config.set("upload_cutoff", "64M")
	return nil
}
