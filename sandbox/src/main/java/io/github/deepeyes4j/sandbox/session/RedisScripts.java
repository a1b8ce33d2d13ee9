package io.github.deepeyes4j.sandbox.session;

/// What Redis does in one step, so that servers do not get in each other's way.
///
/// Keys: the session's hash, its cells, its latest answer, the digests of its blobs. First
/// arguments: its id and its time to live in seconds.
final class RedisScripts {
  private RedisScripts() {}

  /// Starts the time to live of everything that a session needs anew.
  private static final String PROLONG =
      """
      for _, key in ipairs(KEYS) do redis.call('EXPIRE', key, ARGV[2]) end
      for _, digest in ipairs(redis.call('SMEMBERS', KEYS[4])) do
        for _, kind in ipairs({'blob', 'users'}) do
          local key = 'deepeyes:' .. kind .. ':' .. digest
          if redis.call('TTL', key) < tonumber(ARGV[2]) then redis.call('EXPIRE', key, ARGV[2]) end
        end
      end
      return 1
      """;

  /// Arguments: mark, pictures.
  static final String CREATE =
      """
      redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
      redis.call('HSET', KEYS[1], 'mark', ARGV[3], 'pictures', ARGV[4])
      """
          + PROLONG;

  /// Arguments: the mark that must be there, the new one, the cell, the answer.
  static final String APPEND =
      """
      if redis.call('HGET', KEYS[1], 'mark') ~= ARGV[3] then return 0 end
      redis.call('HSET', KEYS[1], 'mark', ARGV[4])
      redis.call('RPUSH', KEYS[2], ARGV[5])
      redis.call('SET', KEYS[3], ARGV[6])
      """
          + PROLONG;

  /// Arguments: the mark that must be there, the snapshot's, its description, its variables, the
  /// number of the last cell that it replaces.
  static final String SAVE =
      """
      if redis.call('HGET', KEYS[1], 'mark') ~= ARGV[3] then return 0 end
      redis.call('HSET', KEYS[1], 'mark', ARGV[4], 'snapshot', ARGV[5], 'variables', ARGV[6])
      while true do
        local cell = redis.call('LINDEX', KEYS[2], 0)
        if not cell or cjson.decode(cell).number > tonumber(ARGV[7]) then break end
        redis.call('LPOP', KEYS[2])
      end
      """
          + PROLONG;

  /// The time to live is that of uploads, whose user has the empty name.
  static final String DELETE =
      """
      for _, digest in ipairs(redis.call('SMEMBERS', KEYS[4])) do
        local users = 'deepeyes:users:' .. digest
        redis.call('SREM', users, ARGV[1])
        local blob = 'deepeyes:blob:' .. digest
        if redis.call('EXISTS', users) == 0 then
          redis.call('DEL', blob)
        elseif redis.call('SCARD', users) == 1 and redis.call('SISMEMBER', users, '') == 1 then
          redis.call('EXPIRE', blob, ARGV[2])
          redis.call('EXPIRE', users, ARGV[2])
        end
      end
      redis.call('DEL', unpack(KEYS))
      return 1
      """;
}
