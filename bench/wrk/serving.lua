-- One annotator per thread: asks for a task, then submits it and gets the next in the same trip.
-- Arguments: project, file of tokens (one a line), file to which leases and judgments are written.
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  project, log = args[1], io.open(args[3] .. "." .. number, "w")
  local n = 0
  for line in io.lines(args[2]) do
    if n == number then token = line end
    n = n + 1
  end
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. token
  lease, key, empty, bad = nil, nil, 0, 0
  want = '{"project":"' .. project .. '"}'
  classes = {"billing", "refund", "other"}
  math.randomseed(number + 1)
end

function request()
  if lease == nil then
    return wrk.format(nil, "/api/v1/work/next", nil, want)
  end
  local answer = math.random() < 0.8 and "refund" or classes[math.random(3)]
  local body = '{"lease":"' .. lease .. '","token":"' .. key .. '","values":{"topic":"' .. answer
    .. '"},"seconds":3.5,"next":' .. want .. '}'
  return wrk.format(nil, "/api/v1/work/submit", nil, body)
end

function response(status, headers, body)
  if status ~= 200 then
    bad = bad + 1
    if bad < 3 then io.stderr:write(status .. " " .. body .. "\n") end
    lease = nil
    return
  end
  local done = string.match(body, '"judgment":"([^"]+)"')
  if done then log:write("judgment ", done, "\n") end
  lease, key = string.match(body, '"leases":%[{"id":"([^"]+)","token":"([^"]+)"')
  if lease == nil then
    empty = empty + 1
  else
    log:write("task ", string.match(body, '"task":"([^"]+)"'), "\n")
  end
  if empty > 50 then log:flush(); wrk.thread:stop() end
end

function done(summary, latency, requests)
  io.write(string.format(
    '{"requests":%d,"seconds":%.3f,"p50_ms":%.2f,"p99_ms":%.2f,"max_ms":%.2f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3,
    summary.errors.status + summary.errors.connect + summary.errors.read
    + summary.errors.write + summary.errors.timeout))
end
