package rclonecfg

import "strings"

// globalPrefixes are in front of the names of rclone's general options when they
// stand in a remote: "override." changes one for this remote, and "global." for
// the whole run of rclone that uses it.
var globalPrefixes = []string{"override.", "global."}

// globalOptions are rclone's general options, as of v1.76: what "rclone rc
// options/info" lists under main.
const globalOptions = `
	allow_https_downgrade ask_password auto_confirm backup_dir buffer_size bwlimit bwlimit_file
	ca_cert check_first checkers checksum client_cert client_key client_pass color compare_dest
	contimeout copy_dest cutoff_mode default_time disable_http2 disable_http_keep_alives dry_run dump
	error_on_no_transfer expect_continue_timeout fast_list fix_case fs_cache_expire_duration
	fs_cache_expire_interval http_proxy human_readable ignore_case_sync ignore_checksum ignore_errors
	ignore_existing ignore_size ignore_times immutable inplace interactive kv_lock_time links
	list_cutoff log_level low_level_retries max_backlog max_buffer_memory max_connections max_delete
	max_delete_size max_depth max_duration max_stats_groups max_transfer metadata metadata_mapper
	modify_window multi_thread_chunk_size multi_thread_cutoff multi_thread_streams
	multi_thread_write_buffer_size name_transform no_check_certificate no_check_dest no_console
	no_gzip_encoding no_traverse no_unicode_normalization no_update_dir_modtime no_update_modtime
	order_by partial_suffix password_command progress progress_terminal_title refresh_times retries
	retries_sleep server_side_across_configs size_only stats_file_name_length stats_log_level
	stats_one_line stats_one_line_date stats_one_line_date_format stats_unit streaming_upload_cutoff
	suffix suffix_keep_extension timeout tpslimit tpslimit_burst track_renames track_renames_strategy
	transfers update use_cookies use_json_log use_mmap use_server_modtime user_agent
`

// isGlobalOption reports whether key has one of globalPrefixes, and why rclone
// would ignore it all the same, or "".
func isGlobalOption(key string) (is bool, reason string) {
	for _, prefix := range globalPrefixes {
		name, found := strings.CutPrefix(key, prefix)
		if !found {
			continue
		}
		names := strings.Fields(globalOptions)
		for _, known := range names {
			if name == known {
				return true, ""
			}
		}
		return true, "is none of rclone's general options, and rclone ignores it: " + remedy(prefix, nearest(name, names))
	}
	return false, ""
}
