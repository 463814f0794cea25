# Writes completion.yaml, Helm's list of commands and flags, from what the program itself completes.
#   cmake -DPROGRAM=… -DOUTPUT=… -P completion.cmake
# Commands are leaves there: what follows them Helm asks plugin.complete for.
function(complete result last)  # `last`: what has been typed of the word that is due
  execute_process(COMMAND "${PROGRAM}" __completeNoDesc ${ARGN} "${last}" OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "\n:[0-9]+\n?$" "" text "\n${text}")
  string(REGEX MATCHALL "[^\n]+" words "${text}")
  set(${result} "${words}" PARENT_SCOPE)
endfunction()

function(add_flags indent)
  complete(flags -- ${ARGN})
  if(flags)
    string(APPEND yaml "${indent}flags:\n")
    foreach(flag IN LISTS flags)
      string(REGEX REPLACE "^-+" "" flag "${flag}")
      string(APPEND yaml "${indent}- ${flag}\n")
    endforeach()
  endif()
  set(yaml "${yaml}" PARENT_SCOPE)
endfunction()

set(yaml "# Made by the build from the program's own completion.\nname: ngc\n")
add_flags("")
string(APPEND yaml "commands:\n")
complete(commands "")
foreach(command IN LISTS commands)
  string(APPEND yaml "- name: ${command}\n")
  add_flags("  " ${command})
endforeach()
file(WRITE "${OUTPUT}" "${yaml}")
